import static org.junit.platform.engine.discovery.DiscoverySelectors.*;
import java.io.PrintWriter;
import java.util.*;
import org.junit.platform.launcher.core.*;
import org.junit.platform.launcher.listeners.*;
public class RunTests {
    public static void main(String[] a) {
        var b = LauncherDiscoveryRequestBuilder.request();
        for (String c : a) b.selectors(c.contains("#") ? selectMethod(c) : selectClass(c));
        var l = new SummaryGeneratingListener();
        var launcher = LauncherFactory.create();
        long t=System.nanoTime();
        launcher.execute(b.build(), l);
        var s = l.getSummary();
        for (var f : s.getFailures()) { System.out.println("FAILED " + f.getTestIdentifier().getDisplayName() + " " + f.getTestIdentifier().getUniqueId().replaceAll(".*class:","")); 
          Throwable e=f.getException(); String m=String.valueOf(e); System.out.println(m.length()>1800?m.substring(0,1800):m); int n=0; for (var x : e.getStackTrace()) if (x.getClassName().startsWith("dev.parley") && n++<8) System.out.println("    at "+x); if (e.getCause()!=null) {System.out.println("  cause "+e.getCause()); for (var x : e.getCause().getStackTrace()) if (x.getClassName().startsWith("dev.parley") && n++<14) System.out.println("    at "+x);} }
        System.out.println("tests " + s.getTestsFoundCount() + " ok " + s.getTestsSucceededCount() + " failed " + s.getTestsFailedCount()+" ms "+(System.nanoTime()-t)/1000000);
        System.exit(0);
    }
}
