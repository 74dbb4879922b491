using System.Reflection;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Loading;

/// <summary>Loads the engine the first time something needs it: importing the module loads nothing of Graph or SQLite.</summary>
internal static class EngineLoader
{
    private const string EngineType = "MspGov.Engine.GovernanceEngine";

    private static readonly Lazy<Assembly> EngineAssembly = new(Load);
    private static readonly Lazy<IGovernanceEngine> LazyEngine = new(() => Create<IGovernanceEngine>(EngineType));

    /// <summary>The engine of this process. It holds no state of any session.</summary>
    public static IGovernanceEngine Engine => LazyEngine.Value;

    private static T Create<T>(string typeName) =>
        (T)Activator.CreateInstance(EngineAssembly.Value.GetType(typeName, throwOnError: true)!)!;

    private static Assembly Load()
    {
        string moduleFolder = Path.GetDirectoryName(typeof(EngineLoader).Assembly.Location)!;
        string enginePath = Path.Combine(moduleFolder, "deps", "MspGov.Engine.dll");
        return new EngineLoadContext(enginePath).LoadFromAssemblyPath(enginePath);
    }
}
