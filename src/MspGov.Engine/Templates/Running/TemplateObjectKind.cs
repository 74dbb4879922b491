using MspGov.Core.Changes;
using MspGov.Core.Templates;
using MspGov.Engine.Changes;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Kinds;
using MspGov.Engine.Templates.Planning;
using MspGov.Graph;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Running;

/// <summary>
/// Creating, changing, deleting and bringing back one object, for the change runner: it records the intent, sends what is given here,
/// and believes only the reading afterwards.
/// </summary>
internal sealed class TemplateObjectKind : ChangeKind<TemplateObjectChange>
{
    /// <summary>The receipt of what was not there.</summary>
    internal const string Nothing = "null";

    /// <inheritdoc/>
    public override string Name => TemplateObjectChange.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, TemplateObjectChange change, string? before, CancellationToken cancellationToken)
    {
        ObjectKind kind = ObjectKinds.Get(change.ObjectKind);
        JObject? found = await FindAsync(kind, new PortTenant(tenant, ""), change, cancellationToken);
        ChangeReading reading = change.Step switch
        {
            TemplateStepAction.Delete => Presence(found is not null, false, "It is there.", "It is not there."),
            TemplateStepAction.Undelete => Presence(found is not null, true, "It is there.", "It is not there."),
            _ => Compared(kind, change, found),
        };
        if (before is null && reading.Shown != Shown.AsWanted)
        {
            reading = Possible(kind, change, found) ?? reading;
        }

        return reading with
        {
            Before = found is null ? Nothing : CanonicalJson.Text(found),
            ObjectId = found is null ? null : kind.IdOf(found),
            Name = change.Name,
        };
    }

    protected override async Task<ChangeWrite> ApplyAsync(ITenantPort tenant, TemplateObjectChange change, ChangeReading before, CancellationToken cancellationToken)
    {
        ObjectKind kind = ObjectKinds.Get(change.ObjectKind);
        var port = new PortTenant(tenant, "");
        JObject had = before.Before is null or Nothing ? [] : CanonicalJson.ParseObject(before.Before);
        string? id = change.ObjectId ?? (had.Count > 0 ? kind.IdOf(had) : null);
        foreach (GraphWrite write in Writes(kind, change, id, had))
        {
            JObject? answer = await port.SendAsync(id is null ? write : write.For(id), cancellationToken);
            if (!port.LastWrite!.IsSuccess)
            {
                break;
            }

            id ??= (string?)answer?["id"];
        }

        return port.LastWrite is { } last
            ? new ChangeWrite(last)
            : throw MspGov.Core.Errors.TenantErrors.ChangeRefused.With($"Nothing of how {change.ObjectKind} '{change.Name}' differs can be sent.");
    }

    protected override ITenantChange? Undo(TemplateObjectChange change, string? before)
    {
        ObjectKind kind = ObjectKinds.Get(change.ObjectKind);
        return change.Step switch
        {
            TemplateStepAction.Create or TemplateStepAction.Undelete => change with { Step = TemplateStepAction.Delete, After = null, Expected = null },
            TemplateStepAction.Update => change with { After = before, Expected = null },
            _ when kind.Undelete(change.ObjectId!) is not null => change with { Step = TemplateStepAction.Undelete, After = before, Expected = null },
            _ => change with { Step = TemplateStepAction.Create, ObjectId = null, After = before, Expected = null },
        };
    }

    private static IReadOnlyList<GraphWrite> Writes(ObjectKind kind, TemplateObjectChange change, string? id, JObject had) => change.Step switch
    {
        TemplateStepAction.Create => kind.Create(After(change)),
        TemplateStepAction.Update => kind.Update(id!, had, After(change)),
        TemplateStepAction.Delete => kind.Delete(id!, had),
        _ => kind.Undelete(id!) is { } undelete ? [undelete] : [],
    };

    /// <summary>By its id where that is known, by its name where it is yet to be created.</summary>
    private static async Task<JObject?> FindAsync(ObjectKind kind, PortTenant tenant, TemplateObjectChange change, CancellationToken cancellationToken)
    {
        if (change.ObjectId is { } id)
        {
            return await kind.ReadAsync(tenant, id, cancellationToken);
        }

        IReadOnlyList<JObject> named = await kind.ReadNamedAsync(tenant, [change.Name], cancellationToken);
        return named.FirstOrDefault(body => kind.KeyOf(body) == change.Name)
            ?? named.FirstOrDefault(body => string.Equals(kind.KeyOf(body), change.Name, StringComparison.OrdinalIgnoreCase));
    }

    private static ChangeReading Compared(ObjectKind kind, TemplateObjectChange change, JObject? found)
    {
        if (found is null)
        {
            return new ChangeReading(Shown.NotAsWanted, "It is not there.");
        }

        JObject after = After(change);
        bool partial = kind.Membership == Membership.Fixed;
        IReadOnlyList<PropertyDifference> differences = ObjectDifference.Between(
            Normaliser.Normalise(kind, after), Normaliser.Normalise(kind, found), partial ? after : null);
        if (kind.Unfinished(found) is { } unfinished)
        {
            differences = [.. differences, unfinished];
        }

        return differences.Count == 0
            ? new ChangeReading(Shown.AsWanted, "It is there, as wanted.")
            : new ChangeReading(Shown.NotAsWanted, $"It is there and differs in {string.Join(", ", differences.Select(difference => difference.Path))}.");
    }

    /// <summary>Why the change does not fit what is there now; null when it does.</summary>
    private static ChangeReading? Possible(ObjectKind kind, TemplateObjectChange change, JObject? found)
    {
        if (change.Step == TemplateStepAction.Create)
        {
            return found is null ? null : new ChangeReading(Shown.Impossible, $"Another {kind} of that name is there by now. Make a new plan.");
        }

        if (change.Step == TemplateStepAction.Update && found is null)
        {
            return new ChangeReading(Shown.Impossible, "It is not there any more. Make a new plan.");
        }

        return change.Expected is { } expected && found is not null && new StateObject(kind, change.Name, "", found).Fingerprint != expected
            ? new ChangeReading(Shown.Impossible, "Somebody changed it since it was planned. Make a new plan.")
            : null;
    }

    private static JObject After(TemplateObjectChange change) => CanonicalJson.ParseObject(change.After!);
}
