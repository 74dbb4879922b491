namespace MspGov.Host;

/// <summary>Finds the laid-out module: beside the host when it was packaged so, else in the artifacts of the checkout it was built in.</summary>
internal static class ModuleFolder
{
    /// <summary>Environment variable that overrides the search.</summary>
    private const string Variable = "MSPGOV_MODULE";

    public static string Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return named;
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (string candidate in new[] { Path.Combine(folder.FullName, "MspGov"), Path.Combine(folder.FullName, "artifacts", "module", "MspGov") })
            {
                if (File.Exists(Path.Combine(candidate, "MspGov.psd1")))
                {
                    return candidate;
                }
            }
        }

        throw new FileNotFoundException($"The MspGov module was not found. Build it (dotnet build), or set {Variable} to its folder.");
    }
}
