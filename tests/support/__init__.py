"""What tests share. A test module imports from here and never from another test module.

paths      the repository, its goldens, and the folder of the source texts where there is one
charts     rows of charts: one for each case, and strategies that draw any
cli        runs `csto-kg`, in this process or in one of its own
mini       the mini project: a copy to change, or read, weighed and viewed once
waiting    waits for a condition, with a deadline that a busy machine meets
web        the server of this project in a thread, with a client
odd        a SPARQL server that misbehaves in every way
servers    SPARQL servers of other makers
jena       Apache Jena's commands
shapes     the shapes of both gates, their examples, and what to check by them
drawn      shapes and data drawn by Hypothesis
"""
