using MspGov.Core.Errors;

namespace MspGov.Core.Tenants;

/// <summary>Plans an import: what is new, what differs, what is there already. A source with anything that cannot be done is refused whole.</summary>
public static class TenantImportPlanner
{
    private const int LongestName = 100;
    private const string NotInNames = "*?[]";

    /// <summary>Plans.</summary>
    /// <param name="rows">What the source tells.</param>
    /// <param name="known">Every tenant of the register, off-boarded ones too.</param>
    /// <exception cref="GovException">TenantListInvalid, with every fault found.</exception>
    public static IReadOnlyList<TenantImportItem> Plan(IReadOnlyList<TenantImportRow> rows, IReadOnlyList<TenantDocument> known)
    {
        var faults = new List<string>();
        foreach (IGrouping<string, TenantImportRow> twice in rows.GroupBy(row => row.TenantId, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            faults.Add($"Tenant id {twice.Key} comes {twice.Count()} times{Lines(twice)}.");
        }

        Dictionary<string, TenantDocument> byId = known.GroupBy(tenant => tenant.Id, StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.Last(), StringComparer.OrdinalIgnoreCase);
        var items = new List<TenantImportItem>();
        HashSet<string> taken = new(known.Where(tenant => tenant.OffBoardedAt is null).Select(tenant => tenant.Name), StringComparer.OrdinalIgnoreCase);
        foreach (TenantImportRow row in rows)
        {
            items.Add(byId.TryGetValue(row.TenantId, out TenantDocument? tenant) ? Known(row, tenant) : New(row, taken, faults));
        }

        foreach (IGrouping<string, TenantImportItem> twice in items.GroupBy(item => item.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.DistinctBy(item => item.TenantId).Count() > 1))
        {
            faults.Add($"The name '{twice.Key}' would be {twice.Count()} tenants': {string.Join(", ", twice.Select(item => item.TenantId))}.");
        }

        foreach (TenantImportItem item in items.Where(item => item.Action is TenantImportAction.Register or TenantImportAction.Update))
        {
            if (known.FirstOrDefault(tenant => tenant.OffBoardedAt is null && tenant.Id != item.TenantId && string.Equals(tenant.Name, item.Name, StringComparison.OrdinalIgnoreCase)) is { } other)
            {
                faults.Add($"{Where(item.Line, "Name")}'{item.Name}' is the registered tenant {other.Id}.");
            }
        }

        return faults.Count == 0 ? items : throw Refuse(faults);
    }

    /// <summary>The error that names all faults of a source.</summary>
    public static GovException Refuse(IReadOnlyCollection<string> faults) => TenantErrors.ListInvalid.With(
        $"Nothing was imported. {string.Join(" ", faults.Take(10))}{(faults.Count > 10 ? $" And {faults.Count - 10} more." : "")}");

    /// <summary>Where in a file, as an error begins.</summary>
    public static string Where(int? line, string column) => line is null ? $"{column}: " : $"Line {line}, column {column}: ";

    private static TenantImportItem New(TenantImportRow row, HashSet<string> taken, List<string> faults)
    {
        string name = row.Name ?? NameOf(row, taken);
        taken.Add(name);
        TenantConnection? connection = row.Connection ?? row.DefaultConnection;
        if (connection is null)
        {
            faults.Add($"{Where(row.Line, "ClientId")}nothing says how to connect to '{name}'. Say it in the file (ClientId with ClientSecret or ClientCertificate, AccessToken, Lab, or Connection), or for all with the parameters of Register-ClientTenant.");
        }

        TenantDocument tenant = With(row, new TenantDocument { Id = row.TenantId, Name = name, Connection = connection ?? new() { Kind = ConnectionKind.Interactive } });
        return new() { Line = row.Line, TenantId = row.TenantId, Name = name, Action = TenantImportAction.Register, Changes = [], Tenant = tenant };
    }

    private static TenantImportItem Known(TenantImportRow row, TenantDocument known)
    {
        if (known.OffBoardedAt is { } gone)
        {
            return Item(TenantImportAction.Skip, known, [$"off-boarded on {gone:yyyy-MM-dd}"]);
        }

        TenantDocument changed = With(row, known with { Name = row.Name ?? known.Name, Connection = row.Connection ?? known.Connection });
        string[] changes = [.. Differences(known, changed)];
        return Item(changes.Length == 0 ? TenantImportAction.Unchanged : TenantImportAction.Update, changed, changes);

        TenantImportItem Item(TenantImportAction action, TenantDocument tenant, string[] changes) =>
            new() { Line = row.Line, TenantId = known.Id, Name = tenant.Name, Action = action, Changes = changes, Tenant = tenant };
    }

    private static TenantDocument With(TenantImportRow row, TenantDocument tenant) => tenant with
    {
        DisplayName = row.DisplayName ?? tenant.DisplayName,
        Tier = row.Tier ?? tenant.Tier,
        Jurisdiction = row.Jurisdiction ?? tenant.Jurisdiction,
        DataClassification = row.DataClassification ?? tenant.DataClassification,
        ServiceOwner = row.ServiceOwner ?? tenant.ServiceOwner,
        RiskOwner = row.RiskOwner ?? tenant.RiskOwner,
        Approvers = row.Approvers ?? tenant.Approvers,
        ContractScope = row.ContractScope ?? tenant.ContractScope,
        Groups = row.Groups ?? tenant.Groups,
    };

    private static IEnumerable<string> Differences(TenantDocument a, TenantDocument b)
    {
        (string Name, bool Same)[] fields =
        [
            ("Name", a.Name == b.Name), ("DisplayName", a.DisplayName == b.DisplayName), ("Tier", a.Tier == b.Tier), ("Jurisdiction", a.Jurisdiction == b.Jurisdiction),
            ("DataClassification", a.DataClassification == b.DataClassification), ("ServiceOwner", a.ServiceOwner == b.ServiceOwner), ("RiskOwner", a.RiskOwner == b.RiskOwner),
            ("Approvers", a.Approvers.SequenceEqual(b.Approvers)), ("ContractScope", a.ContractScope == b.ContractScope), ("Groups", a.Groups.SequenceEqual(b.Groups)),
            ("Connection", a.Connection == b.Connection),
        ];
        return fields.Where(field => !field.Same).Select(field => field.Name);
    }

    /// <summary>A short name from the display name: what names may not have is left out; where it is taken, the tenant id makes it unique.</summary>
    private static string NameOf(TenantImportRow row, HashSet<string> taken)
    {
        string name = string.Concat((row.DisplayName ?? "").Where(c => !NotInNames.Contains(c, StringComparison.Ordinal) && !char.IsControl(c))).Trim();
        name = name.Length == 0 ? row.TenantId : name[..Math.Min(name.Length, LongestName - 9)].TrimEnd();
        return taken.Contains(name) ? $"{name} {row.TenantId[..8]}" : name;
    }

    private static string Lines(IEnumerable<TenantImportRow> rows)
    {
        int[] lines = [.. rows.Where(row => row.Line is not null).Select(row => row.Line!.Value)];
        return lines.Length == 0 ? "" : $", on lines {string.Join(" and ", lines)}";
    }
}
