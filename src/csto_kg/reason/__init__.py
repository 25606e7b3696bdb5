"""What follows from the view, and whether it is consistent. The only room that may import owlready2 and start Java.

* `rules`: what follows, by a small fixpoint; needs no Java.
* `java`: which Java runs HermiT.
* `handover`: what HermiT gets, as N-Triples, and what is left out.
* `hermit`: runs HermiT.
* `wording`: statements and axioms as people read them.
* `justify`: minimal sets of statements and axioms that conflict.
* `consistency`: the check of a view and of each of its days.

Names are imported from the modules, so that `rules` alone does not load owlready2.
"""
