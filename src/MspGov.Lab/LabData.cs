using System.Reflection;

namespace MspGov.Lab;

/// <summary>The shipped data files of the lab.</summary>
internal static class LabData
{
    /// <summary>The lines of a data file without comments.</summary>
    internal static IEnumerable<string> Lines(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("MspGov.Lab.Data." + file)
            ?? throw new InvalidOperationException($"The data file {file} is not in the assembly.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }
}
