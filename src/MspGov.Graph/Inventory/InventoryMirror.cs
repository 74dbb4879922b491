using System.Collections.Concurrent;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;
using MspGov.Graph.Delta;

namespace MspGov.Graph.Inventory;

/// <summary>
/// What earlier inventories of a tenant left behind, so that the next one costs what changed: the lists that Graph has delta queries
/// for (FACTS section 4), last sign-ins, and which other requests it needed, to be sent together. Lies in a folder outside the ledger
/// and may be deleted at any time. Whatever in it cannot be used is read whole: a mirror never makes a reading less complete.
/// </summary>
public sealed class InventoryMirror
{
    /// <summary>Selections serve every cmdlet: another selection would be another round from the start.</summary>
    private static readonly Dictionary<InventoryFamily, DeltaCollection> Lists = new()
    {
        [InventoryFamily.Users] = new("users", "/users/delta?$select=id,displayName,userPrincipalName,userType,accountEnabled,createdDateTime"),
        [InventoryFamily.Groups] = new("groups", "/groups/delta?$select=id,displayName,isAssignableToRole,groupTypes,onPremisesSyncEnabled,members"),
        [InventoryFamily.AdministrativeUnits] = new("administrativeUnits", "/directory/administrativeUnits/delta?$select=id,displayName"),
        [InventoryFamily.ServicePrincipals] = new(
            "servicePrincipals",
            "/servicePrincipals/delta?$select=id,appId,displayName,servicePrincipalType,accountEnabled,appOwnerOrganizationId,appRoles,passwordCredentials,keyCredentials"),
        [InventoryFamily.Applications] = new("applications", "/applications/delta?$select=id,appId,displayName,createdDateTime,passwordCredentials,keyCredentials"),
        [InventoryFamily.DelegatedGrants] = new("oauth2PermissionGrants", "/oauth2PermissionGrants/delta"),
    };

    private readonly string _folder;
    private readonly string _tenantId;
    private readonly byte[] _key;
    private readonly Dictionary<InventoryFamily, DeltaMirror> _mirrors = [];
    private readonly ConcurrentDictionary<InventoryFamily, DeltaRound> _rounds = [];
    private TimeProvider _time = TimeProvider.System;

    private InventoryMirror(string folder, string tenantId, byte[] key)
    {
        _folder = folder;
        _tenantId = tenantId.ToLowerInvariant();
        _key = key;
        SignIns = new(File("signIns"), _tenantId);
    }

    /// <summary>When the oldest list that this reading brought up to date by its changes was last read whole, UTC; null when all were read whole.</summary>
    public DateTimeOffset? WholeAt =>
        _rounds.Where(round => !round.Value.IsFull).Select(round => _mirrors[round.Key].WholeAt).Append(SignIns.ByChanges ? SignIns.WholeAt : null).Min();

    internal SignInMirror SignIns { get; }

    /// <summary>Whether an earlier reading left anything: if not, this one is made as any other, and fills the mirror.</summary>
    internal bool IsWarm { get; private set; }

    /// <summary>Opens a tenant's mirror.</summary>
    /// <param name="folder">Folder of all mirrors of the store.</param>
    /// <param name="tenantId">The tenant; the mirror serves no other.</param>
    /// <param name="key">Key of the store and tenant that the files' hashes are made with.</param>
    public static InventoryMirror Open(string folder, string tenantId, byte[] key) => new(folder, tenantId, key);

    /// <summary>Takes away everything that is kept of a tenant.</summary>
    public static void Forget(string folder, string tenantId)
    {
        string path = Path.Combine(folder, tenantId.ToLowerInvariant());
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>Loads what is wanted and asks ahead, in as few requests as there are batches of 20, for what this reading will need.</summary>
    internal async Task BeginAsync(InventoryReads reads, InventoryFamily wanted, TimeProvider time, CancellationToken cancellationToken)
    {
        _time = time;
        foreach ((InventoryFamily family, DeltaCollection list) in Lists.Where(list => wanted.HasFlag(list.Key)))
        {
            _mirrors[family] = DeltaMirror.Open(_folder, list, _tenantId, _key);
        }

        IsWarm = _mirrors.Values.Any(mirror => mirror.SyncedAt is not null);
        if (!IsWarm)
        {
            return;
        }

        IEnumerable<string> lists = _mirrors.Values.Where(mirror => mirror.SyncedAt is not null).Select(mirror => mirror.NextPath(reads.Client, time));
        IEnumerable<string> signIns = wanted.HasFlag(InventoryFamily.SignIns) ? SignIns.Begin(time.GetUtcNow()) : [];
        IEnumerable<string> plan = File(PlanName(wanted)).Read(_tenantId, PlanName(wanted))?.Items.Keys ?? Enumerable.Empty<string>();
        await reads.AheadAsync([.. lists.Concat(signIns).Concat(plan).Where(path => path.StartsWith('/') || path.StartsWith("ids:", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)], cancellationToken);
    }

    /// <summary>Keeps what was asked for besides the lists.</summary>
    internal void End(InventoryReads reads, InventoryFamily wanted, DateTimeOffset at)
    {
        Dictionary<string, DeltaItem> plan = reads.Plan.ToDictionary(path => path, path => new DeltaItem(path, []), StringComparer.Ordinal);
        File(PlanName(wanted)).Write(new(_tenantId, PlanName(wanted), "", at, at, plan));
    }

    /// <summary>
    /// Brings a list up to date. Null when the tenant does not give its changes, for whatever reason: then the list itself is asked
    /// for, and its answer is what counts.
    /// </summary>
    internal async Task<IReadOnlyDictionary<string, DeltaItem>?> SyncAsync(InventoryFamily family, InventoryReads reads, CancellationToken cancellationToken)
    {
        if (!_mirrors.TryGetValue(family, out DeltaMirror? mirror))
        {
            return null;
        }

        try
        {
            _rounds[family] = await mirror.SyncAsync(reads, _time, cancellationToken);
            return mirror.Items;
        }
        catch (Exception e) when (e is FormatException || (e is GovException error && !FamilyOutcome.StopsTheTenant(error)))
        {
            return null;
        }
    }

    /// <summary>A list as this reading brought it up to date; null when it did not.</summary>
    internal IReadOnlyDictionary<string, DeltaItem>? Items(InventoryFamily family) => _rounds.ContainsKey(family) ? _mirrors[family].Items : null;

    private static string PlanName(InventoryFamily wanted) => $"plan-{(int)wanted:x}";

    private DeltaFile File(string name) => new(Path.Combine(_folder, _tenantId, name + ".delta"), _key);
}
