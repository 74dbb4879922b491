using MspGov.Core.Services;

namespace MspGov.Ledger.Tests.Support;

/// <summary>A store with two tenants, a trust anchor for one, and ways to export and verify packs.</summary>
internal sealed class PackWorld : IDisposable
{
    public PackWorld(int entries = 39)
    {
        Store = new TestStore();
        Tenant = Store.AddTenant("contoso");
        Other = Store.AddTenant("fabrikam");
        Trust = Path.Combine(Store.Root, "trust.json");
        Store.Ledger.ExportTrust(Tenant, Trust, overwrite: false);
        Store.Fill(Tenant, entries);
        Store.Fill(Other, 5);
    }

    public TestStore Store { get; }

    public string Tenant { get; }

    public string Other { get; }

    public string Trust { get; }

    public string Export(string name, long? start = null, long? end = null, string? baseline = null)
    {
        string path = Path.Combine(Store.Root, name);
        Store.Ledger.ExportEvidence(new EvidenceRequest { TenantId = Tenant, Path = path, Start = start, End = end, Baseline = baseline });
        return path;
    }

    public VerificationReport Verify(string pack, string? earlier = null) => new EvidenceVerifier().Verify(pack, Trust, earlier, default);

    public void Dispose() => Store.Dispose();
}
