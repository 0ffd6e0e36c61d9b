import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.actions.setgeopoint.SetGeopointAction;
import org.javarosa.core.model.actions.setgeopoint.SetGeopointActionHandler;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.reference.PrefixedRootFactory;
import org.javarosa.core.reference.Reference;
import org.javarosa.core.reference.ReferenceManager;
import org.javarosa.core.services.IPropertyManager;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.core.services.properties.IPropertyRules;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.parse.XFormParser;
import org.javarosa.xform.util.XFormAnswerDataParser;
import org.javarosa.xform.util.XFormUtils;

/**
 * Fills a form in as ODK Collect does, with the same engine (JavaRosa), and writes down what happened, a line a step.
 *
 * <p>usage: FillForm FORM FOLDER LANGUAGE ANSWERS. FOLDER holds the files beside the form and, once a form was saved,
 * last-saved.xml. ANSWERS has a line for each question, "path TAB answer"; a path without place in repeats is
 * answered in each repetition. "!path TAB answer" is tried before and has to be refused; "+path TAB n" asks for n repetitions.
 */
public class FillForm {
    private static final PrintStream OUT = new PrintStream(System.out, true, java.nio.charset.StandardCharsets.UTF_8);

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        new XFormsModule().registerModule();
        PropertyManager.setPropertyManager(new Properties());
        ReferenceManager.instance().addReferenceFactory(new Folder(folder));
        XFormParser.registerActionHandler("setgeopoint", new Receiver());
        FormDef form = XFormUtils.getFormFromInputStream(new FileInputStream(arguments[0]), lastSaved(folder));
        FormEntryModel model = new FormEntryModel(form);
        FormEntryController controller = new FormEntryController(model);
        form.initialize(true, new InstanceInitializationFactory());
        for (String language : model.getLanguages()) {
            say("language", language, "");
        }
        controller.setLanguage(arguments[2]);
        fill(model, controller, Answers.read(Path.of(arguments[3])));
        form.postProcessInstance();
        byte[] xml = new XFormSerializingVisitor().serializeInstance(form.getInstance());
        Files.write(folder.resolve("last-saved.xml"), xml);
        Files.write(folder.resolve("submission.xml"), xml);
        say("done", "", "");
    }

    /** Where what was saved last lies; an empty form of that name where nothing was yet, as Collect has it. */
    private static String lastSaved(Path folder) throws java.io.IOException {
        Path path = folder.resolve("last-saved.xml");
        if (!Files.exists(path)) {
            Files.writeString(path, "<data/>");
        }
        return "jr://file/last-saved.xml";
    }

    private static void fill(FormEntryModel model, FormEntryController controller, Answers answers) {
        int event;
        while ((event = controller.stepToNextEvent()) != FormEntryController.EVENT_END_OF_FORM) {
            if (event == FormEntryController.EVENT_PROMPT_NEW_REPEAT) {
                TreeReference at = model.getFormIndex().getReference();
                if (at.getMultLast() < answers.repetitions(plain(at))) {
                    controller.newRepeat();
                }
                say("repeat", plain(at), String.valueOf(at.getMultLast()));
            } else if (event == FormEntryController.EVENT_QUESTION) {
                FormEntryPrompt prompt = model.getQuestionPrompt();
                String path = plain(model.getFormIndex().getReference());
                say("asked", path, one(prompt.getQuestionText()));
                if (prompt.getSelectChoices() != null) {
                    prompt.getSelectChoices().forEach(choice -> say("choice", path, choice.getValue() + "=" + one(prompt.getSelectChoiceText(choice))));
                }
                for (String wrong : answers.wrong.getOrDefault(path, List.of())) {
                    say("tried " + controller.answerQuestion(model.getFormIndex(), data(wrong, prompt), true), path, one(prompt.getConstraintText()));
                }
                String right = answers.right.get(path);
                int became = controller.answerQuestion(model.getFormIndex(), right == null ? prompt.getAnswerValue() : data(right, prompt), true);
                say("answered " + became, path, right == null ? "" : one(right));
            }
        }
    }

    private static IAnswerData data(String text, FormEntryPrompt prompt) {
        return text.isEmpty() ? null : XFormAnswerDataParser.getAnswerData(text.replace("\\n", "\n"), prompt.getDataType(), prompt.getQuestion());
    }

    private static String plain(TreeReference reference) {
        return reference.toString(false).replaceAll("\\[[^]]*\\]", "");
    }

    private static String one(String text) {
        return text == null ? "" : text.replace('\n', ' ').replace('\t', ' ');
    }

    private static void say(String what, String where, String text) {
        OUT.println(what + "\t" + where + "\t" + text);
    }

    private record Answers(Map<String, String> right, Map<String, List<String>> wrong, Map<String, Integer> repeats) {
        static Answers read(Path file) throws Exception {
            Answers found = new Answers(new HashMap<>(), new HashMap<>(), new HashMap<>());
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split("\t", 2);
                if (line.startsWith("!")) {
                    found.wrong.computeIfAbsent(parts[0].substring(1), key -> new ArrayList<>()).add(parts[1]);
                } else if (line.startsWith("+")) {
                    found.repeats.put(parts[0].substring(1), Integer.valueOf(parts[1]));
                } else {
                    found.right.put(parts[0], parts[1]);
                }
            }
            return found;
        }

        int repetitions(String path) {
            return repeats.getOrDefault(path, 0);
        }
    }

    /** The files beside a form, as Collect finds them: jr://file-csv/places.csv, jr://instance/last-saved. */
    private static class Folder extends PrefixedRootFactory {
        private final Path folder;

        Folder(Path folder) {
            super(new String[] {"file-csv/", "file/", "instance/"});
            this.folder = folder;
        }

        @Override
        protected Reference factory(String terminal, String uri) {
            Path found = folder.resolve(terminal.equals("last-saved") ? "last-saved.xml" : terminal);
            return new There(uri, found);
        }
    }

    private record There(String uri, Path path) implements Reference {
        public boolean doesBinaryExist() { return Files.exists(path); }

        public InputStream getStream() throws java.io.IOException {
            return Files.exists(path) ? Files.newInputStream(path) : new ByteArrayInputStream(new byte[0]);
        }

        public String getURI() { return uri; }

        public String getLocalURI() { return path.toString(); }

        public boolean isReadOnly() { return true; }

        public OutputStream getOutputStream() { throw new UnsupportedOperationException(); }

        public void remove() { throw new UnsupportedOperationException(); }

        public Reference[] probeAlternativeReferences() { return new Reference[0]; }
    }

    /** A receiver that knows at once where it is. */
    private static class Receiver extends SetGeopointActionHandler {
        @Override
        public SetGeopointAction getSetGeopointAction() {
            return new Fix();
        }
    }

    /** Public, for the engine makes it again from its name. */
    public static class Fix extends SetGeopointAction {
        public Fix() { }

        @Override
        public void requestLocationUpdates() {
            saveLocationValue("31.2 16.6 12.0 4.5");
        }
    }

    private static class Properties implements IPropertyManager {
        public List<String> getProperty(String name) { return List.of(getSingularProperty(name)); }

        public void setProperty(String name, String value) { }

        public void setProperty(String name, List<String> value) { }

        public String getSingularProperty(String name) {
            return Map.of("deviceid", "collect:javarosa", "username", "monitor").getOrDefault(name, "");
        }

        public void addRules(IPropertyRules rules) { }

        public List<IPropertyRules> getRules() { return List.of(); }
    }
}
