using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MspGov.Cmdlets.Tests.Store;

public sealed class OperatorKeyCommandTests
{
    [Fact]
    public void An_operator_signs_with_a_key_in_the_certificate_store_and_packs_verify()
    {
        using ModuleShell shell = ModuleShell.Connected();
        using var certificate = new StoredCertificate(Path.Combine(shell.Folder, "bob.cer"));
        shell.Run("""
            New-LabTenant contoso | Register-ClientTenant | Out-Null
            Export-AuditTrust -Tenant contoso -Path $Folder/trust.json | Out-Null
            New-GovernanceOperator bob -Certificate $Folder/bob.cer -Role Administrator -AllTenants | Out-Null
            """).ThrowOnError();
        Assert.Equal("OperatorKeyNotFound", shell.Run("Connect-GovernanceStore $Folder/store bob").ErrorId);

        shell.Run($"Connect-GovernanceStore $Folder/store bob -CertificateThumbprint {certificate.Thumbprint} | Out-Null; Get-TenantAccess contoso | Out-Null").ThrowOnError();

        Assert.Equal("ValidNotAnchored", shell.Run("""
            Connect-GovernanceStore $Folder/store alice | Out-Null
            Export-AuditEvidence -Tenant contoso -Path $Folder/pack | Out-Null
            (Test-AuditEvidence -Path $Folder/pack -TrustAnchor $Folder/trust.json).Verdict
            """).ThrowOnError().Single.ToString());
    }

    [Fact]
    public void A_key_moves_into_the_certificate_store_and_its_file_is_destroyed()
    {
        using ModuleShell shell = ModuleShell.Connected();
        using var certificate = new StoredCertificate(Path.Combine(shell.Folder, "alice.cer"));
        string file = Path.Combine(shell.Folder, "store", "keys", "operators", "alice.pem");
        Assert.True(File.Exists(file));

        shell.Run("Update-OperatorKey -Certificate $Folder/alice.cer -Force | Out-Null").ThrowOnError();

        Assert.False(File.Exists(file));
        Assert.Equal("ValidNotAnchored", shell.Run($"Connect-GovernanceStore $Folder/store alice -CertificateThumbprint {certificate.Thumbprint} | Out-Null; (Test-AuditLedger).Verdict").ThrowOnError().Single.ToString());
    }

    [Theory]
    [InlineData("Connect-GovernanceStore $Folder/store alice -CertificateThumbprint 00112233445566778899AABBCCDDEEFF00112233", "OperatorKeyNotFound")]
    [InlineData("Update-OperatorKey -Certificate $Folder/store/store.json -Force", "OperatorKeyNotFound")]
    [InlineData("New-GovernanceOperator bob -Certificate $Folder/none.cer", "OperatorKeyNotFound")]
    public void A_certificate_that_is_none_has_its_own_error(string script, string errorId)
    {
        using ModuleShell shell = ModuleShell.Connected();
        Assert.Equal(errorId, shell.Run(script).ErrorId);
        Assert.Equal("OperatorNotFound", shell.Run("Update-OperatorKey bob -Force").ErrorId);
    }

    [Fact]
    public void Disabling_retires_keys_on_demand_and_a_new_key_brings_the_operator_back()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run("New-GovernanceOperator bob -Role Manager -AllTenants | Out-Null; Disable-GovernanceOperator bob -RetireKey -Force").ThrowOnError();

        Assert.Single(shell.Run("Get-AuditEntry -Log keys -Action operator.key.retire").ThrowOnError().Output);
        Assert.Equal("OperatorKeyNotEnrolled", shell.Run("Connect-GovernanceStore $Folder/store bob").ErrorId);
        shell.Run("Connect-GovernanceStore $Folder/store alice | Out-Null; Set-GovernanceOperator bob -Enable; Update-OperatorKey bob -Force | Out-Null; Connect-GovernanceStore $Folder/store bob | Out-Null").ThrowOnError();
        Assert.Equal("LastAdministrator", shell.Run("Connect-GovernanceStore $Folder/store alice | Out-Null; Disable-GovernanceOperator alice -RetireKey -Force").ErrorId);
    }

    /// <summary>A self-signed certificate in the user's store for as long as a test lasts.</summary>
    private sealed class StoredCertificate : IDisposable
    {
        private readonly X509Certificate2 _certificate;

        public StoredCertificate(string file)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using X509Certificate2 made = new CertificateRequest("CN=mspgov test " + Guid.NewGuid(), key, HashAlgorithmName.SHA256)
                .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            File.WriteAllBytes(file, made.Export(X509ContentType.Cert));
            // A key that only lives in memory is not kept by every platform's store.
            _certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.PersistKeySet);
            WithStore(store => store.Add(_certificate));
        }

        public string Thumbprint => _certificate.Thumbprint;

        public void Dispose()
        {
            WithStore(store => store.Remove(_certificate));
            _certificate.Dispose();
        }

        private static void WithStore(Action<X509Store> work)
        {
            using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
            store.Open(OpenFlags.ReadWrite);
            work(store);
        }
    }
}
