using MspGov.Core.Errors;

namespace MspGov.Engine.Templates;

/// <summary>The templates that come with the module: folders like any other, with the guidance that each object follows.</summary>
internal static class ReadyMadeTemplates
{
    /// <summary>Their folder: beside <c>deps</c> in the module, where the engine is loaded from.</summary>
    public static string Folder()
    {
        string engine = Path.GetDirectoryName(typeof(ReadyMadeTemplates).Assembly.Location) ?? AppContext.BaseDirectory;
        return Path.Combine(Path.GetDirectoryName(engine) ?? engine, "templates");
    }

    /// <summary>Names.</summary>
    public static IReadOnlyList<string> Names(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The folder of one.</summary>
    /// <exception cref="GovException">TemplateNotFound.</exception>
    public static string Find(string folder, string name) =>
        Names(folder).FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? Path.Combine(folder, found)
            : throw TemplateErrors.NotFound.With($"There is no ready-made template '{name}'; there are {string.Join(", ", Names(folder))}.").About(name);
}
