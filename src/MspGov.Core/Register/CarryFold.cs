using System.Reflection;
using System.Text;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;

namespace MspGov.Core.Register;

/// <summary>What a successor ledger took over from its predecessor.</summary>
public sealed class CarryFold : IFold
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Actions { get; } = [LedgerActions.Carry];

    /// <inheritdoc/>
    public void Apply(IRegisterWriter register, EntryView entry)
    {
        foreach (CarriedDocument document in entry.DetailAs<CarryDetail>().Documents)
        {
            CarriedDocuments.Put(register, document);
        }
    }
}

/// <summary>Documents of the register by the name of their kind.</summary>
public static class CarriedDocuments
{
    private static readonly Dictionary<string, Action<IRegisterWriter, byte[]>> Kinds = typeof(CarriedDocuments).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IRegisterDocument)))
        .Select(type => ((string Kind, Action<IRegisterWriter, byte[]> Put))Entry(nameof(Of)).MakeGenericMethod(type).Invoke(null, null)!)
        .ToDictionary(pair => pair.Kind, pair => pair.Put);

    /// <summary>Whether documents of that kind are known.</summary>
    public static bool Knows(string kind) => Kinds.ContainsKey(kind);

    /// <summary>Puts a document into the register. Kinds that are not known are left out; the policy refuses them.</summary>
    /// <exception cref="FormatException">The text is not such a document.</exception>
    public static void Put(IRegisterWriter register, CarriedDocument document)
    {
        if (Kinds.TryGetValue(document.Kind, out Action<IRegisterWriter, byte[]>? put))
        {
            put(register, Encoding.UTF8.GetBytes(document.Json));
        }
    }

    private static MethodInfo Entry(string name) => typeof(CarriedDocuments).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;

    private static (string Kind, Action<IRegisterWriter, byte[]> Put) Of<T>()
        where T : class, IRegisterDocument =>
        (T.Kind, (register, json) => register.Put(CoreJson.FromBytes<T>(json)));
}
