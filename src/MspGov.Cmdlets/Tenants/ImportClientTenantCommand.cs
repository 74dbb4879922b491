using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Tenants;

/// <summary>Registers many client tenants at once: a partner's GDAP customers, or those of a file.</summary>
[Cmdlet(VerbsData.Import, "ClientTenant", SupportsShouldProcess = true, DefaultParameterSetName = FileSet)]
[OutputType(typeof(TenantImportItem))]
public sealed class ImportClientTenantCommand : TenantAttributeCmdlet
{
    private const string FileSet = "File";
    private const string PartnerSet = "Partner";

    /// <summary>A file of tenants.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The MSP's own registered tenant, whose GDAP customers are registered.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PartnerSet)]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [ValidateNotNullOrEmpty]
    public string Partner { get; set; } = "";

    /// <summary>Only customers whose name or id fits; wildcards allowed.</summary>
    [Parameter(ParameterSetName = PartnerSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Customer { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void Process()
    {
        (TenantConnection? given, string? secret) = ConnectionOf(null);
        IReadOnlyList<TenantImportRow> rows = ParameterSetName == FileSet ? FromFile(given) : FromPartner(given);
        IReadOnlyList<TenantImportItem> plan = Store.Tenants.PlanImport([.. rows.Select(WithDefaults)]);
        TenantImportItem[] chosen = [.. plan.Where(IsWanted)];

        // One commit: either all of them are registered or none is.
        HashSet<string> applied = [.. Store.Tenants.Import(chosen, secret, Ticket, Reason).Select(tenant => tenant.Id)];
        WriteObject(plan.Select(item => item with { Applied = applied.Contains(item.TenantId) }), enumerateCollection: true);
    }

    private bool IsWanted(TenantImportItem item) => item.Action switch
    {
        TenantImportAction.Register => ShouldProcess($"{item.Name} ({item.TenantId})", "Register client tenant"),
        TenantImportAction.Update => ShouldProcess($"{item.Name} ({item.TenantId}): {string.Join(", ", item.Changes)}", "Change client tenant"),
        _ => false,
    };

    private IReadOnlyList<TenantImportRow> FromFile(TenantConnection? given)
    {
        string path = FullPath(Path);
        try
        {
            return [.. TenantList.Read(File.ReadAllBytes(path), System.IO.Path.GetDirectoryName(path)!).Select(row => row with { DefaultConnection = given })];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw TenantErrors.ListInvalid.With($"'{path}' cannot be read: {e.Message}", e).About(path);
        }
    }

    private TenantImportRow[] FromPartner(TenantConnection? given)
    {
        IReadOnlyList<TenantDocument> found = Store.Tenants.Resolve([Partner]);
        TenantDocument partner = found.Count == 1 ? found[0] : throw PolicyErrors.InvalidArgument.With($"-Partner takes one tenant; {found.Count} fit '{Partner}'.");
        Dictionary<string, LabTenant> labs = Store.Labs.Get().ToDictionary(lab => lab.TenantId, StringComparer.OrdinalIgnoreCase);
        WildcardPattern[] wanted = [.. Customer.Select(pattern => new WildcardPattern(pattern, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant))];
        TenantImportRow[] rows =
        [
            .. Await(token => Store.Tenants.CustomersAsync(partner.Id, token))
                .Where(row => wanted.Any(pattern => pattern.IsMatch(row.DisplayName ?? "") || pattern.IsMatch(row.TenantId)))
                .Select(row => row with { DefaultConnection = Through(partner, row, given, labs) }),
        ];
        return rows.Length > 0 ? rows : throw TenantErrors.ObjectNotFound.With($"No customer of '{partner.Name}' fits {string.Join(", ", Customer)}.").About(partner.Name, partner.Id);
    }

    /// <summary>As said; else as the partner itself where one application serves all tenants. A lab tenant by its lab.</summary>
    private static TenantConnection? Through(TenantDocument partner, TenantImportRow row, TenantConnection? given, Dictionary<string, LabTenant> labs)
    {
        TenantConnection? connection = given
            ?? (labs.TryGetValue(row.TenantId, out LabTenant? lab) ? new TenantConnection { Kind = ConnectionKind.Lab, Lab = lab.Name } : OfPartner(partner.Connection));
        return connection is null ? null : connection with { PartnerTenantId = partner.Id };
    }

    /// <summary>Tokens, managed identities and secrets kept by the store are the partner's own; an application with a certificate or a referenced secret, or a technician's sign-in, is not.</summary>
    private static TenantConnection? OfPartner(TenantConnection partner) => partner.Kind switch
    {
        ConnectionKind.DeviceCode or ConnectionKind.Interactive or ConnectionKind.ClientCertificate or ConnectionKind.WorkloadFederation => partner,
        ConnectionKind.ClientSecret when partner.SecretReference?.StartsWith("enc:", StringComparison.OrdinalIgnoreCase) == false => partner,
        _ => null,
    };

    /// <summary>What the parameters say of all, where the source says nothing.</summary>
    private TenantImportRow WithDefaults(TenantImportRow row) => row with
    {
        DisplayName = row.DisplayName ?? DisplayName,
        Tier = row.Tier ?? Tier,
        Jurisdiction = row.Jurisdiction ?? Jurisdiction,
        DataClassification = row.DataClassification ?? DataClassification,
        ServiceOwner = row.ServiceOwner ?? ServiceOwner,
        RiskOwner = row.RiskOwner ?? RiskOwner,
        Approvers = row.Approvers ?? Approver,
        ContractScope = row.ContractScope ?? ContractScope,
        Groups = row.Groups ?? Group,
    };
}
