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
    private readonly AssemblyDependencyResolver _resolver;

    public EngineLoadContext(string enginePath)
        : base("MspGov") => _resolver = new AssemblyDependencyResolver(enginePath);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == Core.GetName().Name)
        {
            return Core;
        }

        string? path = _resolver.ResolveAssemblyToPath(assemblyName);
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName)
    {
        string? path = _resolver.ResolveUnmanagedDllToPath(unmanagedDllName);
        return path is null ? IntPtr.Zero : LoadUnmanagedDllFromPath(path);
    }
}
