using MspGov.Lab.Generation;
using MspGov.Lab.Model;
using MspGov.Lab.Storage;

namespace MspGov.Lab.Rules;

/// <summary>What time does to PIM: what is scheduled begins and what has an end ends, by itself.</summary>
internal static class PimClock
{
    /// <summary>Requests that take effect later: set of the request, request id, when.</summary>
    internal const string Due = "pimDue";

    /// <summary>The next time at which something begins or ends.</summary>
    internal static DateTimeOffset NextTick(LabDirectory directory)
    {
        var ends = PimKind.All.SelectMany(k => directory.Set(k.InstanceSet).All).Select(i => i.Time("endDateTime"));
        var begins = directory.Set(Due).All.Select(d => d.Time("due"));
        return ends.Concat(begins).Min() ?? DateTimeOffset.MaxValue;
    }

    internal static void Advance(LabDirectory directory, LabTransaction transaction, DateTimeOffset now)
    {
        foreach (var due in directory.Set(Due).All.Where(d => d.Time("due") <= now).ToList())
        {
            Begin(directory, transaction, due);
        }

        foreach (var kind in PimKind.All)
        {
            foreach (var instance in directory.Set(kind.InstanceSet).All.Where(i => i.Time("endDateTime") <= now).ToList())
            {
                kind.End(directory, transaction, kind.Read(instance));
            }
        }
    }

    internal static LabObject MakeDue(PimKind kind, PimEntry entry, string request, DateTimeOffset due) =>
        new(Due, "pimDue", request, null, LabJson.Write(w =>
        {
            w.WriteStartObject();
            w.WriteString("id", request);
            w.WriteString("kind", kind.RequestSet);
            w.WriteString("due", due == DateTimeOffset.MaxValue ? null : GenerationContext.Text(due));
            w.WriteString("schedule", entry.Id);
            w.WriteString("principal", entry.Principal);
            w.WriteString("target", entry.Target);
            w.WriteString("qualifier", entry.Qualifier);
            w.WriteString("start", GenerationContext.Text(entry.Start));
            w.WriteString("end", entry.End is { } end ? GenerationContext.Text(end) : null);
            w.WriteEndObject();
        }));

    internal static (PimKind Kind, PimEntry Entry) ReadDue(LabObject due) =>
        (PimKind.All.First(k => k.RequestSet == due["kind"]),
         new PimEntry(due["schedule"]!, due["principal"]!, due["target"]!, due["qualifier"]!, due.Time("start")!.Value, due.Time("end")) { CreatedUsing = due.Id });

    /// <summary>Carries out what was waiting and marks its request as provisioned.</summary>
    internal static void Begin(LabDirectory directory, LabTransaction transaction, LabObject due)
    {
        var (kind, entry) = ReadDue(due);
        transaction.Delete(due);
        kind.Provision(directory, transaction, entry);
        if (directory.Find(kind.RequestSet, due.Id) is { } request)
        {
            transaction.Put(request.With(n => n["status"] = "Provisioned"));
        }
    }
}
