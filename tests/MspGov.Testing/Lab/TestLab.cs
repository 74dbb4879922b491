using MspGov.Core.Services;
using MspGov.Lab.Generation;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Storage;

namespace MspGov.Testing.Lab;

/// <summary>A lab tenant in memory: its handler, its token, its raw directory, its behaviour and faults.</summary>
public sealed class TestLab
{
    private TestLab(LabSpec spec, TimeProvider time)
    {
        Time = time;
        Store = new LabStore(spec, () => Behaviour, time);
        Store.Observed = (request, response) => Requests.Add(request, response);
    }

    /// <summary>Clock of the tenant.</summary>
    public TimeProvider Time { get; }

    /// <summary>Behaviour; may be replaced at any time.</summary>
    public LabBehaviour Behaviour { get; set; } = new();

    /// <summary>Every request answered, those inside batches one by one.</summary>
    public RequestLog Requests { get; } = new();

    public string Name => Store.Spec.Name;

    public string TenantId => Store.Spec.TenantId;

    /// <summary>An access token of this tenant, good for a year so that tests may move the clock.</summary>
    public string Token => LabTokens.Issue(TenantId, Time.GetUtcNow().AddYears(1));

    internal LabStore Store { get; }

    public static TestLab Create(LabTenantRequest request, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        return new TestLab(LabSpec.From(request, time.GetUtcNow()), time);
    }

    public static TestLab Create(string name = "contoso", LabSize size = LabSize.Small, int seed = 1, TimeProvider? time = null) =>
        Create(new LabTenantRequest { Name = name, Size = size, Seed = seed }, time);

    /// <summary>The end of an HTTP pipeline that is this tenant.</summary>
    public HttpMessageHandler Handler() => new LabHandler(Store);

    /// <summary>A client with a token, for bare requests.</summary>
    public HttpClient Client()
    {
        var client = new HttpClient(Handler()) { BaseAddress = new Uri("https://graph.microsoft.com/v1.0/") };
        client.DefaultRequestHeaders.Add("Authorization", "Bearer " + Token);
        return client;
    }

    /// <summary>Puts faults in the way: asked for each request (method, path and query after the version).</summary>
    internal void OnRequest(Func<LabRequest, LabFault?>? faults) => Store.Faults = faults;

    internal T Inspect<T>(Func<LabDirectory, T> read) => Store.Inspect(read);

    internal void Change(Action<LabDirectory, LabTransaction> change) => Store.Change(change);
}
