using System.Text.Json.Nodes;
using MspGov.Core.Services;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Tests.Independent;
using MspGov.Testing;
using Xunit.Abstractions;

namespace MspGov.Ledger.Tests.Attack;

/// <summary>Builds forged packs and has them judged twice: by the product, and by the verifier that was written from the text alone.</summary>
public abstract class ForgeryTest(ITestOutputHelper output) : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<string> _wrong = [];
    private int _invalid;
    private int _valid;

    /// <inheritdoc/>
    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void Invalid(string name, int rule, Action<PackForge> change, int rotations = 0)
    {
        (string pack, string trust) = Lay(change, rotations);
        VerificationReport report = new EvidenceVerifier().Verify(pack, trust, null, default);
        string found = string.Join(", ", report.Findings.Select(finding => $"{finding.Rule} {finding.Code}").Distinct());
        if (report.Verdict != Verdict.Invalid || report.Findings.All(finding => finding.Rule != rule) || report.Findings.Any(finding => finding.Code == "VerifierFault" || finding.Message.Length == 0))
        {
            _wrong.Add($"'{name}' is to be invalid by {rule}, and is {report.Verdict} by {found}");
        }

        if (Judge(pack, trust) is null)
        {
            _wrong.Add($"'{name}' is accepted by the independent verifier");
        }

        _invalid++;
    }

    private protected void Valid(string name, Action<PackForge> change, int rotations = 0, Verdict verdict = Verdict.ValidNotAnchored)
    {
        (string pack, string trust) = Lay(change, rotations);
        VerificationReport report = new EvidenceVerifier().Verify(pack, trust, null, default);
        if (report.Verdict != verdict)
        {
            _wrong.Add($"'{name}' is to be {verdict}, and is {report.Verdict} by {string.Join(", ", report.Findings.Select(finding => $"{finding.Rule} {finding.Code} {finding.Seq} {finding.Message}"))}");
        }

        if (Judge(pack, trust) is { } refused)
        {
            _wrong.Add($"'{name}' is refused by the independent verifier: {refused}");
        }

        _valid++;
    }

    /// <summary>Fails with all that was judged otherwise than it should.</summary>
    private protected void Report()
    {
        output.WriteLine($"{_invalid} forgeries found, {_valid} odd packs accepted, by both verifiers");
        Assert.True(_wrong.Count == 0, string.Join(Environment.NewLine, _wrong));
    }

    private protected static Action<PackForge> Files(Action<ForgedPack> change) => forge => forge.Files = change;

    private protected static string Once(string text, string from, string to)
    {
        int at = text.IndexOf(from, StringComparison.Ordinal);
        return at < 0 ? throw new ArgumentException($"'{from}' is not in it.", nameof(from)) : text[..at] + to + text[(at + from.Length)..];
    }

    private protected static string Lines(SignedNote note, params NoteSignature[] signatures) => new SignedNote(note.Text, signatures).ToString();

    private protected static void Edit(ForgedPack pack, string name, Action<JsonObject> change)
    {
        JsonObject json = JsonNode.Parse(pack.Files[name])!.AsObject();
        change(json);
        pack.Write(name, PackForge.Json(json) + "\n");
    }

    private static string? Judge(string pack, string trust)
    {
        try
        {
            IndependentVerifier.Verify(pack, trust);
            return null;
        }
        catch (Exception e)
        {
            return e.Message;
        }
    }

    private (string Pack, string Trust) Lay(Action<PackForge> change, int rotations)
    {
        var forge = new PackForge(rotations);
        change(forge);
        (ForgedPack pack, byte[] anchor) = forge.Build();
        string trust = _folder.At("trust.json");
        File.WriteAllBytes(trust, anchor);
        return (pack.WriteTo(_folder.At("pack")), trust);
    }
}
