using MspGov.Core.Operators;
using MspGov.Core.Register;

namespace MspGov.Core.Lifecycle;

/// <summary>The names by which the register knows whoever leaves. A display name alone is none: two people may share it; an operator's is the operator's.</summary>
public static class LeaverNames
{
    /// <summary>Whether a name that stands in the register is the person's.</summary>
    /// <param name="register">The register.</param>
    /// <param name="leaver">The leaver's event.</param>
    /// <param name="name">The name.</param>
    public static bool Has(IRegister register, LifecycleEvent leaver, string? name) => name is { Length: > 0 }
        && (Same(name, leaver.Person.Id) || leaver.Person.Names.Any(known => Same(name, known))
            || (leaver.Operator is { } id && (Same(name, id) || Same(name, register.Get<OperatorDocument>(id)?.DisplayName ?? id))));

    private static bool Same(string a, string b) => string.Equals(a.Trim(), b.Trim(), StringComparison.OrdinalIgnoreCase);
}
