using System.Security.Cryptography;
using System.Text;
using MspGov.Core.Elevation;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Policy;
using MspGov.Core.Reviews;
using static MspGov.Core.Tests.Reviews.ReviewWorld;

namespace MspGov.Core.Tests.Reviews;

public sealed class ReviewPackRuleTests : IDisposable
{
    private const string Jane = "jane@contoso.com";
    private readonly ReviewWorld _world = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _keyId;

    public ReviewPackRuleTests()
    {
        byte[] spki = _key.ExportSubjectPublicKeyInfo();
        _keyId = Convert.ToHexString(SHA256.HashData(spki)).ToLowerInvariant();
        _world.Open(Settings(ReviewerKind.ClientApprover), Path(), Path("zoe@contoso.com"));
        Assert.Equal(Ruling.Permit, _world.Append(ElevationActions.ApproverEnrol, new ClientApproverDocument { Tenant = Contoso, Name = Jane, Spki = Convert.ToBase64String(spki) }, by: "admin"));
        Assert.Equal(Ruling.Permit, _world.Append(ReviewActions.PackExport,
            new ReviewPackDocument { Id = "RP-1", Review = "RV-1", Tenant = Contoso, Reviewer = Jane, Binding = PackBinding.Key, KeyId = _keyId, FileHash = "" }));
    }

    public void Dispose() => _key.Dispose();

    [Fact]
    public void A_signed_pack_is_imported_once()
    {
        ReviewPackImport import = Signed(Decision(Path(), ReviewDecisionKind.Revoke));
        Assert.Equal(Ruling.Permit, _world.Append(ReviewActions.PackImport, import));
        Assert.Equal((Jane, DecisionChannel.Pack), (_world.Decided(Path())!.Stages[0].By, _world.Decided(Path())!.Stages[0].Channel));
        Assert.Equal(ReviewErrors.PackImported, _world.Append(ReviewActions.PackImport, import).Error);
    }

    [Fact]
    public void A_decision_that_was_not_signed_cannot_be_added()
    {
        ReviewPackImport import = Signed(Decision(Path(), ReviewDecisionKind.Revoke));
        ReviewDecisionBatch more = import.Batch with { Decisions = [.. import.Batch.Decisions, Decision(Path("zoe@contoso.com"), ReviewDecisionKind.Approve)] };
        Assert.Equal(ReviewErrors.PackInvalid, _world.Append(ReviewActions.PackImport, import with { Batch = more }).Error);
    }

    [Fact]
    public void An_edited_body_does_not_verify()
    {
        ReviewPackImport import = Signed(Decision(Path(), ReviewDecisionKind.Revoke));
        byte[] edited = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Convert.FromBase64String(import.Body!)).Replace("revoke", "approve", StringComparison.Ordinal));
        ReviewPackImport forged = import with { Body = Convert.ToBase64String(edited), BodyHash = Convert.ToHexString(SHA256.HashData(edited)) };
        Assert.Equal(ReviewErrors.PackInvalid, _world.Append(ReviewActions.PackImport, forged).Error);
    }

    [Fact]
    public void Decisions_of_the_pack_channel_come_with_their_pack_only()
    {
        var batch = new ReviewDecisionBatch("RV-1", Jane, DecisionChannel.Pack, [Decision(Path(), ReviewDecisionKind.Approve)], "RP-1");
        Assert.Equal(RulingKind.Deny, _world.Append(ReviewActions.Decide, batch).Kind);
    }

    [Fact]
    public void Both_forms_of_signature_verify()
    {
        byte[] body = Encoding.UTF8.GetBytes("{}");
        byte[] signed = Encoding.UTF8.GetBytes(DecisionFile.FormatName + "\n{}");
        string spki = Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo());
        Assert.True(DecisionFile.VerifySignature(spki, body, _key.SignData(signed, HashAlgorithmName.SHA256)));
        Assert.True(DecisionFile.VerifySignature(spki, body, _key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
        Assert.False(DecisionFile.VerifySignature(spki, body, new byte[64]));
        Assert.False(DecisionFile.VerifySignature("!", body, new byte[3]));
    }

    [Fact]
    public void A_code_binds_the_file_however_it_is_typed()
    {
        string code = ReviewCode.Of(new byte[32], "RP-1");
        Assert.Matches("^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$", code);
        byte[] body = Encoding.UTF8.GetBytes("{\"x\":1}");
        var file = new DecisionFile { Format = DecisionFile.FormatName, Body = Convert.ToBase64String(body), Mac = Convert.ToBase64String(ReviewCode.Mac(code, body)) };
        Assert.True(file.IsBoundBy(code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)));
        Assert.False(file.IsBoundBy(ReviewCode.Of(new byte[32], "RP-2")));
        Assert.False((file with { Body = Convert.ToBase64String("{\"x\":2}"u8) }).IsBoundBy(code));
        Assert.False((file with { Mac = "zz" }).IsBoundBy(code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"format\":\"other\",\"body\":\"\"}")]
    [InlineData("{\"format\":\"mspgov.decisions.v1\",\"body\":\"\"")]
    public void What_is_no_decision_file_is_refused(string text) =>
        Assert.Equal(ReviewErrors.PackInvalid, Assert.Throws<GovException>(() => DecisionFile.Read(Encoding.UTF8.GetBytes(text))).Definition);

    private static ReviewDecisionInput Decision(MspGov.Core.Access.AccessPath path, ReviewDecisionKind decision) =>
        new() { Item = Item(path).Id, Fingerprint = Item(path).Fingerprint, Decision = decision, Reason = "r" };

    private ReviewPackImport Signed(params ReviewDecisionInput[] decisions)
    {
        byte[] body = CoreJson.ToBytes(new DecisionFileBody { Pack = "RP-1", Review = "RV-1", Tenant = Contoso, Reviewer = Jane, Decisions = decisions });
        byte[] signature = _key.SignData((byte[])[.. Encoding.UTF8.GetBytes(DecisionFile.FormatName + "\n"), .. body], HashAlgorithmName.SHA256);
        return new ReviewPackImport("RP-1", new ReviewDecisionBatch("RV-1", Jane, DecisionChannel.Pack, decisions, "RP-1"),
            Convert.ToHexString(SHA256.HashData(body)), _keyId, Convert.ToBase64String(signature), Convert.ToBase64String(body));
    }
}
