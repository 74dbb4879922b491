using MspGov.Core.Errors;
using MspGov.Graph.Secrets;

namespace MspGov.Graph.Tests.Secrets;

public sealed class SecretTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mspgov-secrets").FullName;

    private string KeyPath => Path.Combine(_folder, "keys", "connections.key");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Environment_file_and_vault_references_resolve()
    {
        string variable = "MSPGOV_TEST_" + Guid.NewGuid().ToString("N");
        Environment.SetEnvironmentVariable(variable, "from env");
        string file = Path.Combine(_folder, "secret.txt");
        File.WriteAllText(file, "from file\n");
        SecretResolver resolver = new(name => name == "a" ? "from vault" : null);

        Assert.Equal("from env", resolver.Resolve("env:" + variable, Clients.Tenant, "contoso"));
        Assert.Equal("from file", resolver.Resolve("file:" + file, Clients.Tenant, "contoso"));
        Assert.Equal("from vault", resolver.Resolve("VAULT:a", Clients.Tenant, "contoso"));
    }

    [Theory]
    [InlineData("env:MSPGOV_NO_SUCH_VARIABLE")]
    [InlineData("file:/no/such/file")]
    [InlineData("vault:b")]
    [InlineData("enc:v1.AAAA")]
    [InlineData("hunter2")]
    [InlineData("")]
    public void A_reference_that_leads_nowhere_is_a_named_error(string reference)
    {
        SecretResolver resolver = new(_ => null, new StoreSecretProtector(KeyPath));
        GovException error = Assert.Throws<GovException>(() => resolver.Resolve(reference, Clients.Tenant, "contoso"));
        Assert.Equal(TenantErrors.SecretNotFound, error.Definition);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_encrypted_secret_opens_for_its_tenant_in_another_process_and_for_no_other_tenant()
    {
        string reference = new StoreSecretProtector(KeyPath).Protect("hunter2", Clients.Tenant);
        Assert.DoesNotContain("hunter2", reference, StringComparison.Ordinal);
        Assert.Equal("hunter2", new StoreSecretProtector(KeyPath).Unprotect(reference, Clients.Tenant));
        Assert.Equal(TenantErrors.SecretNotFound, Assert.Throws<GovException>(() => new StoreSecretProtector(KeyPath).Unprotect(reference, Clients.OtherTenant)).Definition);
    }

    [Fact]
    public void A_changed_reference_does_not_open()
    {
        StoreSecretProtector protector = new(KeyPath);
        char[] reference = protector.Protect("hunter2", Clients.Tenant).ToCharArray();
        reference[^8] = reference[^8] == 'A' ? 'B' : 'A';
        Assert.Throws<GovException>(() => protector.Unprotect(new string(reference), Clients.Tenant));
    }

    [SkippableFact]
    public void Only_the_owner_reads_the_key()
    {
        new StoreSecretProtector(KeyPath).Protect("x", Clients.Tenant);
        Skip.If(OperatingSystem.IsWindows(), "Windows has no Unix modes; the file inherits the rights of the user's profile.");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
        }
    }
}
