namespace MspGov.Cmdlets.Store;

/// <summary>Where the store is when nobody says.</summary>
internal static class StorePath
{
    /// <summary>Environment variable that names the store's folder.</summary>
    public const string HomeVariable = "MSPGOV_HOME";

    public static string Default =>
        Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } home
            ? home
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "MspGov");
}
