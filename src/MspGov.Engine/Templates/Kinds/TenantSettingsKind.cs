using MspGov.Core.Templates;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Kinds;

/// <summary>
/// What a tenant is to the MSP: its tier and classification, and how many working emergency accounts it must have. It is of this
/// product's register and changed by ledger entries; that an emergency account exists is people's work.
/// </summary>
internal sealed class TenantSettingsKind : SingletonKind
{
    /// <summary>Where the register answers; no path of Graph's.</summary>
    public const string RegisterPath = "/$register/tenantSettings";

    private const string Accounts = "breakGlassAccounts";

    /// <inheritdoc/>
    public override string Name => "tenantSettings";

    /// <inheritdoc/>
    public override string Shape => "tenantSettings";

    /// <summary>First: what comes after may depend on what the tenant is.</summary>
    public override int Order => 5;

    /// <inheritdoc/>
    public override string Path => RegisterPath;

    /// <inheritdoc/>
    public override IReadOnlySet<string> Writable { get; } = new HashSet<string> { "tier", "dataClassification" };

    /// <summary>How many accounts there must be is stated, although no request makes them.</summary>
    public override bool IsKey(string path) => path == Accounts;

    /// <inheritdoc/>
    public override PeoplesPart? PeopleMust(JObject desired, JObject? found, Func<string, IEnumerable<JObject>> of)
    {
        int wanted = (int?)desired[Accounts] ?? 0;
        int working = (int?)found?[Accounts] ?? 0;
        return working >= wanted ? null
            : new PeoplesPart(
                $"The tenant must have {wanted} working emergency accounts and has {working}: make them, and register them with Register-BreakGlassAccount.",
                Waits: false)
            {
                Difference = new PropertyDifference(Accounts, $"{wanted}", $"{working}"),
            };
    }
}
