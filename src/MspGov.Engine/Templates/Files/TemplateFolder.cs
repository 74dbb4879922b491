using System.Text;
using MspGov.Core.Errors;
using MspGov.Engine.Templates.Documents;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Files;

/// <summary>
/// The folder form of a template, made for review in git: <c>template.yaml</c> with name, parameters and criteria, and a file an
/// object under <c>objects/&lt;kind&gt;/</c>. Names in bodies are ordered, so that one changed setting is one changed line.
/// </summary>
internal static class TemplateFolder
{
    private const string HeadFile = "template.yaml";
    private const string ObjectsFolder = "objects";

    /// <summary>Writes a template to a folder that is absent, empty, or holds a template of the same name (which it then mirrors).</summary>
    /// <returns>Files written, relative.</returns>
    public static IReadOnlyList<string> Write(TemplateContent content, string folder)
    {
        string head = Path.Combine(folder, HeadFile);
        if (File.Exists(head))
        {
            TemplateContent known = Head(folder);
            if (known.Name != content.Name)
            {
                throw TemplateErrors.PathExists.With($"'{folder}' holds the template '{known.Name}'. Choose another folder for '{content.Name}'.");
            }
        }
        else if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any(entry => Path.GetFileName(entry) != ".git"))
        {
            throw TemplateErrors.PathExists.With($"'{folder}' is not empty and holds no template. Choose an empty folder.");
        }

        Directory.CreateDirectory(folder);
        var files = new List<string> { HeadFile };
        WriteFile(head, YamlJson.Write(content.HeadJson()));
        foreach (TemplateObject item in content.Objects)
        {
            string file = Path.Combine(ObjectsFolder, item.Kind.Name, FileName(item.Key, files, item.Kind.Name));
            Directory.CreateDirectory(Path.Combine(folder, ObjectsFolder, item.Kind.Name));
            JObject body = UnlistedProperties.Marked(item.Kind, (JObject)Ordered(item.Body));
            WriteFile(Path.Combine(folder, file), YamlJson.Write(TemplateContent.ObjectJson(item with { Body = body })));
            files.Add(file);
        }

        RemoveOthers(folder, files);
        return files;
    }

    /// <summary>Reads a template from a folder, every mistake with file, line and column.</summary>
    public static TemplateContent Read(string folder)
    {
        if (!File.Exists(Path.Combine(folder, HeadFile)))
        {
            throw TemplateErrors.NotFound.With($"'{folder}' holds no {HeadFile}: it is no template's folder.");
        }

        TemplateContent head = Head(folder);
        var objects = new List<TemplateObject>();
        var places = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string root = Path.Combine(folder, ObjectsFolder);
        IEnumerable<string> files = Directory.Exists(root)
            ? Directory.EnumerateFiles(root, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : [];
        foreach (string path in files)
        {
            string file = Path.GetRelativePath(folder, path).Replace('\\', '/');
            TemplateObject item = ContentReader.Object(YamlJson.Read(File.ReadAllText(path), file));
            BodyValidator.Check(item with { Body = WithoutUnlisted(item.Body) });
            if (!places.TryAdd(item.Id, file))
            {
                throw TemplateErrors.FileInvalid.With($"{file}(1,1): {item.Id} is also in {places[item.Id]}.");
            }

            objects.Add(item with { Body = UnlistedProperties.Unmarked(item.Body) });
        }

        TemplateContent content = head with { Objects = objects };
        SymbolCheck.Check(content);
        return content;
    }

    private static TemplateContent Head(string folder) =>
        ContentReader.Head(YamlJson.Read(File.ReadAllText(Path.Combine(folder, HeadFile)), HeadFile));

    private static JObject WithoutUnlisted(JObject body)
    {
        var result = (JObject)body.DeepClone();
        foreach (JProperty property in result.Descendants().OfType<JProperty>()
            .Where(property => property.Name.StartsWith(UnlistedProperties.Mark, StringComparison.Ordinal)).ToList())
        {
            property.Remove();
        }

        return CopyPositions(body, result);
    }

    private static JObject CopyPositions(JObject from, JObject to)
    {
        // DeepClone keeps annotations since 13.0.2; older copies of the library in a session do not, and then only the file is named.
        if (to.Annotation<SourcePosition>() is null && from.Annotation<SourcePosition>() is { } position)
        {
            to.AddAnnotation(position);
        }

        return to;
    }

    private static JToken Ordered(JToken token) => token switch
    {
        JObject properties => new JObject(properties.Properties().OrderBy(property => property.Name, StringComparer.Ordinal)
            .Select(property => new JProperty(property.Name, Ordered(property.Value)))),
        JArray items => new JArray(items.Select(Ordered)),
        _ => token.DeepClone(),
    };

    private static string FileName(string key, List<string> taken, string kind)
    {
        var name = new StringBuilder();
        foreach (char c in key.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                name.Append(c);
            }
            else if (name.Length > 0 && name[^1] != '-')
            {
                name.Append('-');
            }
        }

        string stem = name.ToString().Trim('-') is { Length: > 0 } some ? some[..Math.Min(some.Length, 80)] : "object";
        string file = stem + ".yaml";
        for (int n = 2; taken.Contains(Path.Combine(ObjectsFolder, kind, file)); n++)
        {
            file = $"{stem}-{n}.yaml";
        }

        return file;
    }

    private static void RemoveOthers(string folder, List<string> files)
    {
        var keep = files.Select(file => Path.GetFullPath(Path.Combine(folder, file))).ToHashSet(StringComparer.Ordinal);
        string root = Path.Combine(folder, ObjectsFolder);
        if (!Directory.Exists(root))
        {
            return;
        }

        foreach (string path in Directory.EnumerateFiles(root, "*.yaml", SearchOption.AllDirectories).Where(path => !keep.Contains(Path.GetFullPath(path))))
        {
            File.Delete(path);
        }
    }

    private static void WriteFile(string path, string text) => File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
}
