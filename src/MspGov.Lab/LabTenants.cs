using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Lab.Generation;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Storage;

namespace MspGov.Lab;

/// <summary>The lab tenants of a folder: <c>lab.json</c> says what a tenant is generated from, <c>changes.jsonl</c> what was changed since.</summary>
public sealed class LabTenants : ILabService
{
    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, OpenLab> _open = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Lab tenants of a folder, which need not exist yet.</summary>
    /// <param name="folder">Folder that holds one folder a tenant.</param>
    /// <param name="time">Clock of the tenants; PIM ends assignments by it.</param>
    public LabTenants(string folder, TimeProvider? time = null)
    {
        _folder = folder;
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public LabTenant Create(LabTenantRequest request)
    {
        if (!Regex.IsMatch(request.Name, "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$", RegexOptions.CultureInvariant))
        {
            throw LabErrors.NameInvalid.With($"'{request.Name}' cannot name a lab tenant: use letters, digits, dots and hyphens, 63 at most.").About(request.Name);
        }

        var path = PathOf(request.Name);
        if (File.Exists(Path.Combine(path, "lab.json")))
        {
            throw LabErrors.AlreadyExists.With($"A lab tenant named '{request.Name}' exists already. Choose another name, or remove it first with Remove-LabTenant.").About(request.Name);
        }

        var spec = LabSpec.From(request, _time.GetUtcNow());
        if (request.ManagedBy is { } partner)
        {
            spec = spec with { ForeignGroups = Gdap.Connect(Store(partner), spec) };
        }

        var directory = LabGenerator.Generate(spec);
        var document = new LabDocument
        {
            Spec = spec,
            Users = directory.Set(Sets.Users).Count,
            Groups = directory.Set(Sets.Groups).Count,
            ServicePrincipals = directory.Set(Sets.ServicePrincipals).Count,
        };
        Directory.CreateDirectory(path);
        Save(path, document);
        return document.ToTenant();
    }

    /// <inheritdoc/>
    public IReadOnlyList<LabTenant> Get(string? pattern = null)
    {
        if (!Directory.Exists(_folder))
        {
            return [];
        }

        var wanted = pattern is null ? null : new Regex("^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        return
        [
            .. Directory.EnumerateDirectories(_folder)
                .Where(d => File.Exists(Path.Combine(d, "lab.json")))
                .Select(d => Load(d).ToTenant())
                .Where(t => wanted is null || wanted.IsMatch(t.Name))
                .OrderBy(t => t.Name, StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <inheritdoc/>
    public LabTenant Set(string name, LabBehaviour behaviour)
    {
        var path = Existing(name);
        var document = Load(path);
        document = document with { Behaviour = Merge(document.Behaviour, behaviour) };
        Save(path, document);
        return document.ToTenant();
    }

    /// <inheritdoc/>
    public void Remove(string name)
    {
        Directory.Delete(Existing(name), recursive: true);
        _open.TryRemove(name, out _);
    }

    /// <summary>The end of an HTTP pipeline that is this tenant.</summary>
    /// <param name="labName">Name of the lab tenant.</param>
    public HttpMessageHandler Handler(string labName) => new LabHandler(Store(labName));

    /// <summary>An access token of this tenant, good for an hour of the tenants' clock.</summary>
    /// <param name="labName">Name of the lab tenant.</param>
    public string AccessToken(string labName) => LabTokens.Issue(Store(labName).Spec.TenantId, _time.GetUtcNow().AddHours(1));

    /// <summary>The running tenant, for tests that look behind Graph.</summary>
    internal LabStore Store(string name)
    {
        var path = Existing(name);
        return _open.GetOrAdd(name, _ => new OpenLab(path, _time)).Store;
    }

    private static LabBehaviour Merge(LabBehaviour old, LabBehaviour change) => old with
    {
        Latency = change.Latency ?? old.Latency,
        ThrottleRate = change.ThrottleRate ?? old.ThrottleRate,
        ResourceUnitsPer10Seconds = change.ResourceUnitsPer10Seconds ?? old.ResourceUnitsPer10Seconds,
        DeniedPaths = change.DeniedPaths ?? old.DeniedPaths,
        FalseSuccessPaths = change.FalseSuccessPaths ?? old.FalseSuccessPaths,
        AppliedButFailedPaths = change.AppliedButFailedPaths ?? old.AppliedButFailedPaths,
        VisibilityDelay = change.VisibilityDelay ?? old.VisibilityDelay,
        PimDelay = change.PimDelay ?? old.PimDelay,
        PimApproval = change.PimApproval ?? old.PimApproval,
        ResetRate = change.ResetRate ?? old.ResetRate,
        TruncateRate = change.TruncateRate ?? old.TruncateRate,
        UnavailableRate = change.UnavailableRate ?? old.UnavailableRate,
        ServiceLimits = change.ServiceLimits ?? old.ServiceLimits,
        MaxPageSize = change.MaxPageSize ?? old.MaxPageSize,
    };

    private static LabDocument Load(string path) => JsonSerializer.Deserialize<LabDocument>(File.ReadAllBytes(Path.Combine(path, "lab.json")), LabDocument.Options)!;

    private static void Save(string path, LabDocument document)
    {
        var file = Path.Combine(path, "lab.json");
        var temporary = file + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(document, LabDocument.Options));
        File.Move(temporary, file, overwrite: true);
    }

    private string PathOf(string name) => Path.Combine(_folder, Uri.EscapeDataString(name.ToLowerInvariant()).Replace("*", "%2A", StringComparison.Ordinal));

    private string Existing(string name)
    {
        var path = PathOf(name);
        if (File.Exists(Path.Combine(path, "lab.json")))
        {
            return path;
        }

        var names = Get().Select(t => t.Name).Take(5).ToList();
        throw LabErrors.NotFound.With($"There is no lab tenant named '{name}'." + (names.Count == 0 ? " Create one with New-LabTenant." : $" There are: {string.Join(", ", names)}.")).About(name);
    }

    /// <summary>A tenant with its behaviour, read again when another process changed it.</summary>
    private sealed class OpenLab
    {
        private readonly string _file;
        private DateTime _read;
        private LabBehaviour _behaviour;

        internal OpenLab(string path, TimeProvider time)
        {
            _file = Path.Combine(path, "lab.json");
            _read = File.GetLastWriteTimeUtc(_file);
            var document = Load(path);
            _behaviour = document.Behaviour;
            Store = new LabStore(document.Spec, Behaviour, time, new LabJournal(Path.Combine(path, "changes.jsonl")));
        }

        internal LabStore Store { get; }

        private LabBehaviour Behaviour()
        {
            var written = File.GetLastWriteTimeUtc(_file);
            if (written != _read && File.Exists(_file))
            {
                _behaviour = Load(Path.GetDirectoryName(_file)!).Behaviour;
                _read = written;
            }

            return _behaviour;
        }
    }
}
