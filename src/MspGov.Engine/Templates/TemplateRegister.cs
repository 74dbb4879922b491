using MspGov.Core.Access;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Planning;

namespace MspGov.Engine.Templates;

/// <summary>Versions of templates in the register: found, made, approved, withdrawn.</summary>
internal sealed class TemplateRegister(ILedger ledger)
{
    /// <summary>Versions by name pattern.</summary>
    public IReadOnlyList<TemplateInfo> Get(string? name, bool allVersions) => ledger.Read(register =>
    {
        Dictionary<string, TemplateDocument> templates = register.List<TemplateDocument>()
            .Where(template => name is null || AccessFilter.Fits(name, template.Name))
            .ToDictionary(template => template.Name, StringComparer.OrdinalIgnoreCase);
        return (IReadOnlyList<TemplateInfo>)
        [
            .. register.List<TemplateVersionDocument>()
                .Where(version => templates.TryGetValue(version.Template, out TemplateDocument? template) && (allVersions || version.Hash == template.LatestHash))
                .OrderBy(version => version.Template, StringComparer.OrdinalIgnoreCase).ThenByDescending(version => version.Number)
                .Select(version => Info(version, templates[version.Template])),
        ];
    });

    /// <summary>One version.</summary>
    public (TemplateVersionDocument Version, TemplateDocument Template) Find(string name, string? version) => ledger.Read(register =>
    {
        TemplateDocument template = register.List<TemplateDocument>().FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw TemplateErrors.NotFound.With($"There is no template '{name}'. Get-TenantTemplate lists those there are.").About(name);
        List<TemplateVersionDocument> versions = [.. register.List<TemplateVersionDocument>().Where(known => known.Template == template.Name)];
        List<TemplateVersionDocument> found = version is null
            ? [.. versions.Where(known => known.Hash == (template.ApprovedHash ?? template.LatestHash))]
            : [.. versions.Where(known => known.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) == version || (version.Length >= 8 && known.Hash.StartsWith(version, StringComparison.OrdinalIgnoreCase)))];
        return found.Count == 1
            ? (found[0], template)
            : throw TemplateErrors.NotFound.With($"Template '{template.Name}' has {(found.Count == 0 ? "no version" : "several versions")} '{version}'; it has {string.Join(", ", versions.OrderBy(known => known.Number).Select(known => known.Number))}.").About(name);
    });

    /// <summary>The newest version, draft or not: what is approved next.</summary>
    public (TemplateVersionDocument Version, TemplateDocument Template) Newest(string name, string? version)
    {
        if (version is not null)
        {
            return Find(name, version);
        }

        (_, TemplateDocument template) = Find(name, null);
        return Find(name, template.LatestHash);
    }

    /// <summary>A version with its content read, for planning.</summary>
    public PlannedVersion Load(string name, string? version)
    {
        (TemplateVersionDocument found, _) = Find(name, version);
        return Load(found);
    }

    /// <summary>A version with its content read.</summary>
    public PlannedVersion LoadHash(string hash) => Load(ledger.Read(register => register.Get<TemplateVersionDocument>(hash))
        ?? throw TemplateErrors.NotFound.With($"There is no version {hash}."));

    /// <summary>Makes a version.</summary>
    public TemplateInfo Add(TemplateContent content, IReadOnlyList<string> owners, string? changelog, string origin, string? ticket)
    {
        TemplateDocument? known = ledger.Read(register => register.Get<TemplateDocument>(content.Name));
        IReadOnlyList<string> holders = owners.Count > 0 ? owners : known?.Owners ?? [];
        if (holders.Count == 0)
        {
            throw PolicyErrors.InvalidArgument.With($"Template '{content.Name}' is new: name its owners with -Owner. An owner who is not the author approves each version.");
        }

        string text = content.ToText();
        string hash = TemplateHash.Of(text);
        ledger.Append([new EntryDraft
        {
            Log = LogIds.Msp,
            Action = TemplateActions.Create,
            Correlation = Guid.NewGuid(),
            Subject = new EntrySubject("template", hash, content.Name),
            Ticket = ticket,
            Reason = changelog,
            Detail = CoreJson.ToBytes(new TemplateVersionDetail(content.Name, (known?.LatestVersion ?? 0) + 1, hash, text, holders, changelog, origin)),
        }]);
        return InfoOf(hash);
    }

    /// <summary>Approves or withdraws a version.</summary>
    public TemplateInfo Mark(string action, TemplateVersionDocument version, string? ticket, string? reason)
    {
        ledger.Append([new EntryDraft
        {
            Log = LogIds.Msp,
            Action = action,
            Correlation = Guid.NewGuid(),
            Subject = new EntrySubject("template", version.Hash, version.Template),
            Ticket = ticket,
            Reason = reason,
            Detail = CoreJson.ToBytes(new TemplateVersionReference(version.Template, version.Hash)),
        }]);
        return InfoOf(version.Hash);
    }

    /// <summary>A version as it is shown.</summary>
    public TemplateInfo InfoOf(string hash) => ledger.Read(register =>
    {
        TemplateVersionDocument version = register.Get<TemplateVersionDocument>(hash)!;
        return Info(version, register.Get<TemplateDocument>(version.Template)!);
    });

    private static PlannedVersion Load(TemplateVersionDocument version) => new(TemplateContent.Parse(version.Content), version.Number, version.Hash);

    private static TemplateInfo Info(TemplateVersionDocument version, TemplateDocument template)
    {
        TemplateContent content = TemplateContent.Parse(version.Content);
        return new TemplateInfo
        {
            Name = version.Template,
            Version = version.Number,
            Hash = version.Hash,
            State = version.State!,
            Description = content.Description,
            Owners = template.Owners,
            Author = version.Author,
            CreatedAt = version.CreatedAt,
            ApprovedBy = version.ApprovedBy,
            ApprovedAt = version.ApprovedAt,
            Changelog = version.Changelog,
            Origin = version.Origin,
            Objects = [.. content.Objects.Select(item => item.Id)],
            Parameters = [.. content.Parameters.Select(parameter =>
                new TemplateParameterInfo(parameter.Name, parameter.Type, parameter.Description, parameter.Default is null ? null : CanonicalJson.Text(parameter.Default)))],
            RequirePlanApproval = content.RequirePlanApproval,
        };
    }
}
