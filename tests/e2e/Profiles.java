import java.io.File;
import java.util.TreeMap;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.profiles.*;

/** Tells of an ontology how often it breaks each OWL 2 profile, as OWLAPI sees it: a line of profile, kind and number. */
public class Profiles {
    public static void main(String[] files) throws Exception {
        OWLOntology ontology = OWLManager.createOWLOntologyManager().loadOntologyFromOntologyDocument(new File(files[0]));
        System.out.println("axioms\tall\t" + ontology.getLogicalAxiomCount());
        OWLProfile[] profiles = {new OWL2DLProfile(), new OWL2RLProfile()};
        for (OWLProfile profile : profiles) {
            TreeMap<String, Integer> kinds = new TreeMap<>();
            for (OWLProfileViolation violation : profile.checkOntology(ontology).getViolations()) {
                kinds.merge(violation.getClass().getSimpleName(), 1, Integer::sum);
            }
            kinds.forEach((kind, number) -> System.out.println(profile.getName() + "\t" + kind + "\t" + number));
        }
    }
}
