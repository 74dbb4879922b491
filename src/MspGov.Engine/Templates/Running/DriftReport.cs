using MspGov.Core.Exceptions;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using MspGov.Core.Tenants;
using MspGov.Engine.Templates.Planning;

namespace MspGov.Engine.Templates.Running;

/// <summary>Compares one tenant with a version. A deviation that an exception accepts is remembered as it was, so that a further change of it shows.</summary>
internal sealed class DriftReport(ILedger ledger, TenantWork work)
{
    /// <summary>Compares.</summary>
    public async Task<IReadOnlyList<TemplateDrift>> CompareAsync(TenantDocument tenant, PlannedVersion version, string parameters, IReadOnlyList<string> include, CancellationToken cancellationToken)
    {
        TenantFacts facts = work.Facts(tenant, parameters);
        ParameterValues.CheckNames(version.Content, facts.Parameters);
        TenantReading reading = await work.ReadAsync(tenant, version.Content, facts, cancellationToken);
        var desired = new DesiredState(version.Content, facts, reading.State, new SymbolResolver(version.Content, facts, reading.State, reading.Lookup));
        var found = new List<TemplateDrift>();
        var firstSeen = new List<AcceptedDeviationDocument>();
        foreach (Assessment assessment in desired.Assess(include))
        {
            found.Add(Of(tenant, version, assessment, reading.Accepted, firstSeen));
        }

        if (include.Count == 0)
        {
            found.AddRange(desired.Extras().Select(extra => Extra(tenant, version, extra, reading.Accepted)));
        }

        Remember(tenant, firstSeen);
        return found;
    }

    private static TemplateDrift Of(TenantDocument tenant, PlannedVersion version, Assessment assessment, AcceptedSettings accepted, List<AcceptedDeviationDocument> firstSeen)
    {
        TemplateDrift drift = New(tenant, version, assessment.Item.Kind.Name, assessment.Item.Key, assessment.Found?.Id);
        if (assessment.Unknown)
        {
            return drift with { Status = TemplateDriftStatus.Unknown, Reason = $"{assessment.Problem!.Definition.Id}: {assessment.Problem.Message}" };
        }

        if (assessment.Item.Absent)
        {
            return assessment.Found is null ? drift : Whole(drift with { Status = TemplateDriftStatus.Extra, Reason = "The template says that it must not be there." }, accepted);
        }

        if (assessment.Found is null)
        {
            return Whole(drift with { Status = TemplateDriftStatus.Missing, Reason = assessment.Problem?.Message }, accepted);
        }

        if (assessment.PeopleMust is { } part)
        {
            drift = drift with { Reason = part.Words };
            assessment = part.Difference is { } shown
                ? assessment with { Differences = [.. assessment.Differences.Where(difference => difference.Path != shown.Path), shown] }
                : assessment;
        }

        return assessment.Differences.Count == 0 ? drift : Changed(drift with { Status = TemplateDriftStatus.Changed, Differences = assessment.Differences }, accepted, firstSeen);
    }

    private static TemplateDrift Extra(TenantDocument tenant, PlannedVersion version, StateObject extra, AcceptedSettings accepted) =>
        Whole(New(tenant, version, extra.Kind.Name, extra.Key, extra.Id) with { Status = TemplateDriftStatus.Extra, Reason = "The template covers this kind and does not name it." }, accepted);

    /// <summary>An object that is missing or extra as a whole.</summary>
    private static TemplateDrift Whole(TemplateDrift drift, AcceptedSettings accepted) =>
        accepted.Find(AcceptedSettings.Setting(drift.Template, drift.Kind, drift.Key, "")) is { } exception
            ? drift with { Reason = $"{drift.Status}, as exception {exception.Id} accepts.", Status = TemplateDriftStatus.Accepted, Exception = exception.Id }
            : drift;

    private static TemplateDrift Changed(TemplateDrift drift, AcceptedSettings accepted, List<AcceptedDeviationDocument> firstSeen)
    {
        AccessExceptionDocument? covering = null;
        bool moved = false;
        bool open = false;
        foreach (PropertyDifference difference in drift.Differences)
        {
            string setting = AcceptedSettings.Setting(drift.Template, drift.Kind, drift.Key, difference.Path);
            if (accepted.Find(setting) is not { } exception)
            {
                open = true;
                continue;
            }

            covering = exception;
            if (accepted.Seen(exception.Id, setting) is { } seen)
            {
                moved |= seen.Actual != difference.Actual;
            }
            else
            {
                firstSeen.Add(new AcceptedDeviationDocument { Exception = exception.Id, Tenant = drift.TenantId, Setting = setting, Actual = difference.Actual });
            }
        }

        return drift with
        {
            Status = open ? TemplateDriftStatus.Changed : moved ? TemplateDriftStatus.AcceptedChanged : TemplateDriftStatus.Accepted,
            Exception = covering?.Id,
            Reason = moved ? $"It changed since exception {covering!.Id} accepted how it was." : drift.Reason,
        };
    }

    private void Remember(TenantDocument tenant, List<AcceptedDeviationDocument> firstSeen)
    {
        if (firstSeen.Count > 0)
        {
            ledger.Append([.. firstSeen.Select(deviation => new EntryDraft
            {
                Log = tenant.Id,
                Action = TemplateActions.DeviationSeen,
                Correlation = Guid.NewGuid(),
                Subject = new EntrySubject("exception", deviation.Exception, deviation.Setting),
                Detail = CoreJson.ToBytes(deviation),
            })]);
        }
    }

    private static TemplateDrift New(TenantDocument tenant, PlannedVersion version, string kind, string key, string? id) => new()
    {
        TenantId = tenant.Id,
        Tenant = tenant.Name,
        Template = version.Content.Name,
        Number = version.Number,
        Version = version.Hash,
        Kind = kind,
        Key = key,
        ObjectId = id,
        Status = TemplateDriftStatus.InSync,
    };
}
