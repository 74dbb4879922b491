using System.Runtime.CompilerServices;

namespace MspGov.Testing;

/// <summary>Places of the checkout that tests look at.</summary>
public static class Repository
{
    /// <summary>Environment variable that names the folder of the official Graph material.</summary>
    public const string GraphContractVariable = "MSPGOV_GRAPH_CONTRACT";

    /// <summary>Root of the checkout.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The built module.</summary>
    public static string ModuleManifest => Path.Combine(Root, "artifacts", "module", "MspGov", "MspGov.psd1");

    /// <summary>The official Graph material, or null where it is not there.</summary>
    public static string? GraphContract
    {
        get
        {
            string folder = Environment.GetEnvironmentVariable(GraphContractVariable) is { Length: > 0 } named
                ? named
                : Path.GetFullPath(Path.Combine(Root, "..", "shared", "graph"));
            return Directory.Exists(folder) ? folder : null;
        }
    }

    /// <summary>Why a test that needs the material is skipped.</summary>
    public static string NoGraphContract => $"The official Graph material is not here; set {GraphContractVariable} to its folder.";

    /// <summary>A path below the root.</summary>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
