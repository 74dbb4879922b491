using System.Security.Cryptography.X509Certificates;
using MspGov.Core.Errors;
using MspGov.Core.Tenants;
using MspGov.Graph.Connections;
using MspGov.Testing.Loopback;

namespace MspGov.Graph.Tests.Connections;

public sealed class ConnectionTests : IDisposable
{
    private const string App = "aaaaaaaa-0000-0000-0000-000000000001";

    private readonly string _folder = Directory.CreateTempSubdirectory("mspgov-connections").FullName;

    private string SecretFile
    {
        get
        {
            string path = Path.Combine(_folder, "secret");
            File.WriteAllText(path, "s3cret value");
            return "file:" + path;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_client_secret_signs_in_at_the_authority_of_the_connection_over_https()
    {
        using X509Certificate2 certificate = TestCertificate.Create("localhost");
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant, certificate);
        graph.On("GET", "/users/x", Reply.Json("{}"));
        using TenantClientFactory factory = new(new TenantClientFactoryOptions { TransportOverride = _ => TestCertificate.Trusting(certificate) });

        TenantClient client = factory.For(Tenant(graph, ConnectionKind.ClientSecret));
        Assert.True((await client.SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None)).IsSuccess);
        Assert.True((await client.SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None)).IsSuccess);

        SeenRequest asked = Assert.Single(graph.TokenRequests);
        Assert.Equal($"/{Clients.Tenant}/oauth2/v2.0/token", asked.Target);
        Assert.Contains("client_secret=s3cret+value", asked.Body.Replace("%20", "+", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains($"client_id={App}", asked.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_whose_certificate_is_not_trusted_is_not_talked_to()
    {
        using X509Certificate2 certificate = TestCertificate.Create("localhost");
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant, certificate);
        using TenantClientFactory factory = new(new TenantClientFactoryOptions());
        TenantDocument tenant = Tenant(graph, ConnectionKind.AccessToken) with { };
        string token = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(token, Jwt.Of(Clients.Tenant));
        tenant = tenant with { Connection = tenant.Connection with { SecretReference = "file:" + token } };

        GovException error = await Assert.ThrowsAsync<GovException>(() => factory.For(tenant).SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None));
        Assert.Equal(TenantErrors.Unreachable, error.Definition);
        Assert.Contains("not trusted", error.Message, StringComparison.Ordinal);
        Assert.Empty(graph.Seen);
    }

    [Fact]
    public async Task A_wrong_secret_is_named_with_what_to_do_and_is_not_shown()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.Token = _ => Reply.Json("""{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}""", 401);
        using TenantClientFactory factory = new(new TenantClientFactoryOptions());
        GovException error = await Assert.ThrowsAsync<GovException>(() => factory.For(Tenant(graph, ConnectionKind.ClientSecret)).SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None));
        Assert.Equal(TenantErrors.AuthenticationFailed, error.Definition);
        Assert.Contains("client secret is wrong", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(graph.Seen);
    }

    [Fact]
    public async Task An_authority_that_is_not_there_is_unreachable_and_not_a_wrong_secret()
    {
        LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        TenantDocument tenant = Tenant(graph, ConnectionKind.ClientSecret);
        await graph.DisposeAsync();
        using TenantClientFactory factory = new(new TenantClientFactoryOptions());
        GovException error = await Assert.ThrowsAsync<GovException>(() => factory.For(tenant).SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None));
        Assert.Equal(TenantErrors.Unreachable, error.Definition);
    }

    [Fact]
    public async Task A_sign_in_that_gives_a_token_of_another_tenant_sends_nothing()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.Token = _ => Reply.Json($$"""{"token_type":"Bearer","expires_in":3599,"access_token":"{{Jwt.Of(Clients.OtherTenant)}}"}""");
        using TenantClientFactory factory = new(new TenantClientFactoryOptions());
        GovException error = await Assert.ThrowsAsync<GovException>(() => factory.For(Tenant(graph, ConnectionKind.ClientSecret)).SendAsync(GraphRequest.Delete("/users/x"), CancellationToken.None));
        Assert.Equal(TenantErrors.WrongTenant, error.Definition);
        Assert.Empty(graph.Seen);
    }

    [Theory]
    [InlineData("pem")]
    [InlineData("pfx")]
    [InlineData("pfx with password")]
    public async Task A_certificate_from_a_file_signs_in_with_an_assertion(string form)
    {
        using X509Certificate2 certificate = TestCertificate.Create("app");
        string path = Path.Combine(_folder, "app.certificate");
        string? password = form == "pfx with password" ? "s3cret value" : null;
        if (form == "pem")
        {
            await File.WriteAllTextAsync(path, certificate.ExportCertificatePem() + "\n" + certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        }
        else
        {
            await File.WriteAllBytesAsync(path, certificate.Export(X509ContentType.Pfx, password));
        }

        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("GET", "/users/x", Reply.Json("{}"));
        using TenantClientFactory factory = new(new TenantClientFactoryOptions());
        TenantDocument tenant = Tenant(graph, ConnectionKind.ClientCertificate);
        tenant = tenant with { Connection = tenant.Connection with { Certificate = "file:" + path, SecretReference = password is null ? null : SecretFile } };
        Assert.True((await factory.For(tenant).SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None)).IsSuccess);
        Assert.Contains("client_assertion=", Assert.Single(graph.TokenRequests).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Federation_signs_in_with_the_token_file_of_the_platform()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("GET", "/users/x", Reply.Json("{}"));
        using TenantClientFactory factory = new(new TenantClientFactoryOptions());
        Assert.True((await factory.For(Tenant(graph, ConnectionKind.WorkloadFederation)).SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None)).IsSuccess);
        Assert.Contains("client_assertion=s3cret", Assert.Single(graph.TokenRequests).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_code_without_anybody_there_is_an_error_and_not_a_wait()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        using TenantClientFactory factory = new(new TenantClientFactoryOptions());
        GovException error = await Assert.ThrowsAsync<GovException>(() => factory.For(Tenant(graph, ConnectionKind.DeviceCode)).SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None));
        Assert.Equal(TenantErrors.AuthenticationFailed, error.Definition);
    }

    [Fact]
    public async Task Tenants_behind_one_endpoint_never_share_a_token()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.Token = request => Reply.Json($$"""{"token_type":"Bearer","expires_in":3599,"access_token":"{{Jwt.Of(request.Target.Split('/')[1])}}"}""");
        graph.On("GET", "/users/x", Reply.Json("{}"));
        using TenantClientFactory factory = new(new TenantClientFactoryOptions());
        TenantDocument one = Tenant(graph, ConnectionKind.ClientSecret);
        TenantDocument two = one with { Id = Clients.OtherTenant, Name = "fabrikam" };
        Assert.True((await factory.For(one).SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None)).IsSuccess);
        Assert.True((await factory.For(two).SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None)).IsSuccess);
        Assert.Equal(2, graph.Seen.Select(request => request.Header("Authorization")).Distinct().Count());
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once_and_then_is_an_error()
    {
        int given = 0;
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.Token = _ => Reply.Json($$"""{"token_type":"Bearer","expires_in":3599,"access_token":"{{Jwt.Of(Clients.Tenant, [$"r{++given}"])}}"}""");
        graph.On("GET", "/users/x", Reply.Error(401, "InvalidAuthenticationToken"), Reply.Json("{}"), Reply.Error(401, "InvalidAuthenticationToken"));
        using TenantClientFactory factory = new(new TenantClientFactoryOptions());
        TenantClient client = factory.For(Tenant(graph, ConnectionKind.ClientSecret));
        Assert.True((await client.SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None)).IsSuccess);
        Assert.Equal(2, graph.TokenRequests.Count);
        GraphResponse refused = await client.SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None);
        Assert.Equal(TenantErrors.AuthenticationFailed, refused.ToException().Definition);
    }

    [Fact]
    public async Task An_expired_access_token_is_said_to_be_expired_before_anything_is_sent()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        string path = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(path, Jwt.Of(Clients.Tenant, expires: DateTimeOffset.UtcNow.AddMinutes(-1)));
        TenantDocument tenant = Tenant(graph, ConnectionKind.AccessToken);
        tenant = tenant with { Connection = tenant.Connection with { SecretReference = "file:" + path } };
        using TenantClientFactory factory = new(new TenantClientFactoryOptions());
        GovException error = await Assert.ThrowsAsync<GovException>(() => factory.For(tenant).SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None));
        Assert.Equal(TenantErrors.AuthenticationFailed, error.Definition);
        Assert.Contains("expired", error.Message, StringComparison.Ordinal);
        Assert.Empty(graph.Seen);
    }

    [Fact]
    public async Task A_lab_tenant_goes_through_the_same_client()
    {
        List<HttpRequestMessage> seen = [];
        using TenantClientFactory factory = new(new TenantClientFactoryOptions { LabHandler = name => new Lab(name, seen) });
        TenantDocument tenant = new() { Id = Clients.Tenant, Name = "contoso", Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = "blue" } };
        GraphResponse answer = await factory.For(tenant).SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None);
        Assert.Equal("blue", answer.ParseRoot().GetProperty("id").GetString());
        Assert.Equal("Bearer", seen[0].Headers.Authorization?.Scheme);
    }

    [Theory]
    [InlineData("http://graph.example.com")]
    [InlineData("http://10.0.0.1:5000")]
    [InlineData("ftp://localhost")]
    public void An_endpoint_in_clear_beyond_this_machine_is_refused(string endpoint)
    {
        TenantConnection connection = new() { Kind = ConnectionKind.AccessToken, GraphEndpoint = endpoint };
        Assert.Equal(TenantErrors.EndpointNotSecure, Assert.Throws<GovException>(() => CloudEndpoints.Of(connection)).Definition);
        connection = new() { Kind = ConnectionKind.ClientSecret, AuthorityHost = endpoint };
        Assert.Equal(TenantErrors.EndpointNotSecure, Assert.Throws<GovException>(() => CloudEndpoints.Of(connection)).Definition);
    }

    [Theory]
    [InlineData("graph.example.com")]
    [InlineData("/v1.0")]
    [InlineData("https://user:password@graph.example.com")]
    [InlineData("https://graph.example.com?x=1")]
    public void An_endpoint_that_is_no_root_is_refused(string endpoint) =>
        Assert.Throws<GovException>(() => CloudEndpoints.Of(new TenantConnection { Kind = ConnectionKind.AccessToken, GraphEndpoint = endpoint }));

    [Theory]
    [InlineData(GraphCloud.Global, "https://graph.microsoft.com/", "https://login.microsoftonline.com/")]
    [InlineData(GraphCloud.USGov, "https://graph.microsoft.us/", "https://login.microsoftonline.us/")]
    [InlineData(GraphCloud.USGovDoD, "https://dod-graph.microsoft.us/", "https://login.microsoftonline.us/")]
    [InlineData(GraphCloud.China, "https://microsoftgraph.chinacloudapi.cn/", "https://login.chinacloudapi.cn/")]
    public void Every_cloud_has_its_own_endpoints(GraphCloud cloud, string graph, string authority)
    {
        CloudEndpoints endpoints = CloudEndpoints.Of(new TenantConnection { Kind = ConnectionKind.ClientSecret, Cloud = cloud });
        Assert.Equal((graph, authority, graph + ".default"), (endpoints.Graph.AbsoluteUri, endpoints.Authority.AbsoluteUri, endpoints.Scope));
    }

    private TenantDocument Tenant(LoopbackGraph graph, ConnectionKind kind) => new()
    {
        Id = Clients.Tenant,
        Name = "contoso",
        Connection = new TenantConnection
        {
            Kind = kind,
            ClientId = App,
            SecretReference = SecretFile,
            GraphEndpoint = graph.Endpoint.AbsoluteUri,
            AuthorityHost = graph.Endpoint.AbsoluteUri,
        },
    };

    private sealed class Lab(string name, List<HttpRequestMessage> seen) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            seen.Add(request);
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent($$"""{"id":"{{name}}"}""", System.Text.Encoding.UTF8, "application/json") });
        }
    }
}
