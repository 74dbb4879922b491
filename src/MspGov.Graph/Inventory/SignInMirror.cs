using System.Globalization;
using System.Text;
using System.Text.Json;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;
using MspGov.Graph.Delta;

namespace MspGov.Graph.Inventory;

/// <summary>
/// Last sign-ins, which delta queries of users do not tell: read whole once, then only of those who signed in since, and of those who
/// are new. Graph shows a sign-in some hours late, so "since" reaches back further than that.
/// </summary>
internal sealed class SignInMirror(DeltaFile file, string tenantId)
{
    private const string Whole = "/users?$select=id,signInActivity&$top=999";
    private static readonly TimeSpan Overlap = TimeSpan.FromDays(2);

    private Dictionary<string, DeltaItem> _times = new(StringComparer.OrdinalIgnoreCase);
    private string[] _since = [];
    private DateTimeOffset _now;

    /// <summary>When all were last read, UTC.</summary>
    public DateTimeOffset? WholeAt { get; private set; }

    /// <summary>Whether this reading asked only for those since the last.</summary>
    public bool ByChanges { get; private set; }

    /// <summary>Loads what is known; the requests that this reading will begin with.</summary>
    public IReadOnlyList<string> Begin(DateTimeOffset now)
    {
        _now = now;
        if (file.Read(tenantId, Whole) is not { } saved || (now - saved.WholeAt).Duration() > DeltaMirror.MaxAge)
        {
            return [Whole];
        }

        _times = saved.Items;
        WholeAt = saved.WholeAt;
        string since = (saved.At - Overlap).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return _since =
        [
            $"/users?$select=id,signInActivity&$filter=signInActivity/lastSignInDateTime ge {since}&$top=999",
            $"/users?$select=id,signInActivity&$filter=signInActivity/lastNonInteractiveSignInDateTime ge {since}&$top=999",
        ];
    }

    /// <summary>The last sign-in of each of these users in UTC ticks; 0 for never.</summary>
    /// <exception cref="GovException">Sign-ins cannot be read: no licence, no permission, or a fault.</exception>
    public async Task<IReadOnlyDictionary<string, long>> ReadAsync(FamilyContext context, IReadOnlyDictionary<string, DeltaItem> users, CancellationToken cancellationToken)
    {
        _now = _now == default ? context.Inventory.ReadAt : _now;
        ByChanges = _since.Length > 0 && await ChangesAsync(context, users, cancellationToken);
        if (!ByChanges)
        {
            _times.Clear();
            await context.PagesAsync(Whole, InventoryJson.Default.ItemPageUserItem, Take, cancellationToken, again: false);
            WholeAt = _now;
        }

        foreach (string gone in _times.Keys.Where(id => !users.ContainsKey(id)).ToArray())
        {
            _times.Remove(gone);
        }

        file.Write(new(tenantId, Whole, "", _now, WholeAt ?? _now, _times));
        return _times.ToDictionary(pair => pair.Key, pair => long.Parse(pair.Value.Json, CultureInfo.InvariantCulture), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>False when the tenant does not answer these: then all are read.</summary>
    private async Task<bool> ChangesAsync(FamilyContext context, IReadOnlyDictionary<string, DeltaItem> users, CancellationToken cancellationToken)
    {
        try
        {
            foreach (string path in _since)
            {
                await context.PagesAsync(path, InventoryJson.Default.ItemPageUserItem, Take, cancellationToken, again: false);
            }

            string[] fresh = [.. users.Keys.Where(id => !_times.ContainsKey(id))];
            return fresh.Length <= 20 + (users.Count / 20) && await FreshAsync(context, fresh, cancellationToken);
        }
        catch (GovException e) when (!FamilyOutcome.StopsTheTenant(e))
        {
            return false;
        }
    }

    private async Task<bool> FreshAsync(FamilyContext context, string[] ids, CancellationToken cancellationToken)
    {
        IReadOnlyList<GraphResponse> answers = ids.Length == 0
            ? []
            : await context.Reads.BatchAsync([.. ids.Select(id => $"/users/{id}?$select=id,signInActivity")], again: false, cancellationToken);
        foreach (GraphResponse answer in answers)
        {
            if (answer.Status != 404)
            {
                try
                {
                    Take(JsonSerializer.Deserialize(answer.EnsureSuccess().Body.Span, InventoryJson.Default.UserItem) ?? new());
                }
                catch (JsonException)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private void Take(UserItem user)
    {
        if (user.Id.Length > 0)
        {
            _times[user.Id] = new DeltaItem(user.Id, Encoding.UTF8.GetBytes(UserFamily.LastSignIn(user).ToString(CultureInfo.InvariantCulture)));
        }
    }
}
