using System.Xml.Linq;

namespace MspGov.HelpBuilder;

/// <summary>Puts the views of all areas into one file: the engine takes a file much as long as all its views when a module is imported.</summary>
internal static class ViewMerger
{
    public static void Merge(string folder, string output)
    {
        IEnumerable<XElement> views = Directory.EnumerateFiles(folder, "*.Format.ps1xml")
            .Order(StringComparer.Ordinal)
            .SelectMany(file => XDocument.Load(file).Root!.Element("ViewDefinitions")!.Elements("View"));
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        new XDocument(new XElement("Configuration", new XElement("ViewDefinitions", views))).Save(output);
    }
}
