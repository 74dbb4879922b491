using System.Reflection;
using System.Runtime.Loader;
using MspGov.Core.Errors;

namespace MspGov.Cmdlets.Loading;

/// <summary>
/// Keeps the engine and every package it brings (native libraries too) apart from whatever else the PowerShell session has loaded,
/// so that another version of Azure.Core or Newtonsoft.Json beside us does no harm. Only MspGov.Core is shared with the default context.
/// </summary>
internal sealed class EngineLoadContext : AssemblyLoadContext
{
    private static readonly Assembly Core = typeof(GovException).Assembly;
    private static readonly string Framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
    private readonly AssemblyDependencyResolver _resolver;

    public EngineLoadContext(string enginePath)
        : base("MspGov") => _resolver = new AssemblyDependencyResolver(enginePath);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == Core.GetName().Name)
        {
            return Core;
        }

        if (IsInFramework(assemblyName))
        {
            return null;
        }

        string? path = _resolver.ResolveAssemblyToPath(assemblyName);
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    /// <summary>
    /// The framework's own libraries (System.Text.Json and the like) also come as packages, for older frameworks. Where the framework
    /// that runs has them as new, they are its own: those are compiled already, which shortens the way to the first answer by a fifth.
    /// </summary>
    private static bool IsInFramework(AssemblyName wanted)
    {
        string path = Path.Combine(Framework, wanted.Name + ".dll");
        return wanted.Name!.StartsWith("System.", StringComparison.Ordinal) && File.Exists(path) && AssemblyName.GetAssemblyName(path).Version >= wanted.Version;
    }

    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName)
    {
        string? path = _resolver.ResolveUnmanagedDllToPath(unmanagedDllName);
        return path is null ? IntPtr.Zero : LoadUnmanagedDllFromPath(path);
    }
}
