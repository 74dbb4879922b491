using System.Diagnostics;
using System.Globalization;
using System.Text;
using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Evidence;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Store;
using MspGov.Ledger.Tests.Attack;
using MspGov.Ledger.Tests.Support;
using MspGov.Testing;
using Xunit.Abstractions;

namespace MspGov.Ledger.Tests.Fuzz;

/// <summary>
/// Every parser of bytes from outside, on structure-aware changes of real files: it reads them, or throws its one typed error; it never
/// crashes and never hangs. <c>MSPGOV_FUZZ</c> says how many inputs a parser gets; 1,500 by default, and packs a fifteenth of that.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(20);
    private readonly PackWorld _world = new(12);

    private static int Inputs => int.TryParse(Environment.GetEnvironmentVariable("MSPGOV_FUZZ"), CultureInfo.InvariantCulture, out int inputs) ? inputs : 1500;

    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("MSPGOV_FUZZ_SEED"), CultureInfo.InvariantCulture, out int seed) ? seed : 20261124;

    [Fact]
    public async Task Parsers_read_or_throw_their_typed_error()
    {
        ForgedPack pack = ForgedPack.Read(_world.Export("pack"));
        byte[] record = Encoding.UTF8.GetBytes(pack.Lines("entries.jsonl")[3]);
        Envelope envelope = Envelope.Parse(record);
        byte[] anchor = File.ReadAllBytes(_world.Trust);
        byte[] note = Encoding.UTF8.GetBytes(TlogProof.Parse(pack.Files["epoch.tlog-proof"]).Note);
        byte[] checkpoint = Encoding.UTF8.GetBytes(SignedNote.Parse(Encoding.UTF8.GetString(note)).Text);
        IReadOnlyList<Vkey> keys = TrustAnchor.Parse(anchor).Vkeys;
        EcdsaPublicKey key = EcdsaPrivateKey.Create().Public;
        (string Name, byte[] Input, Action<byte[]> Parse)[] parsers =
        [
            ("JSON", anchor, bytes => StrictJson.Parse(bytes)),
            ("compact JSON", envelope.Statement, bytes => StrictJson.ParseCompact(bytes)),
            ("record", record, bytes => Envelope.Parse(bytes)),
            ("statement", envelope.Statement, bytes => Statement.Parse(bytes)),
            ("detail line", Encoding.UTF8.GetBytes(pack.Lines("details.jsonl")[3]), bytes => DetailLine.Parse(bytes)),
            ("erasure detail", """{"ranges":[[0,3],[5,5]]}"""u8.ToArray(), bytes => ErasureLog.Ranges(bytes, 9)),
            ("log keys", """{"operator":"bob","keyid":"00","spki":"AAAA"}"""u8.ToArray(), bytes => ApplyKeys(pack, bytes)),
            ("trust anchor", anchor, bytes => TrustAnchor.Parse(bytes)),
            ("manifest", pack.Files["manifest.json"], bytes => PackManifest.Parse(bytes)),
            ("note", note, bytes => SignedNote.Parse(LineText.Decode(bytes)).VerifiedBy(keys)),
            ("checkpoint", checkpoint, bytes => Checkpoint.Parse(LineText.Decode(bytes))),
            ("vkey", Encoding.UTF8.GetBytes(keys[0].ToString()), bytes => Vkey.Parse(LineText.Decode(bytes))),
            ("tlog-proof", pack.Files["epoch.tlog-proof"], bytes => SignedNote.Parse(TlogProof.Parse(bytes).Note)),
            ("head", pack.Files["head"], bytes => HeadLeaf.Parse(bytes)),
            ("head proof", pack.Files["head.proof"], bytes => InclusionFile.Parse(bytes)),
            ("epoch", pack.Files["epoch"], bytes => EpochLeaf.Parse(bytes)),
            ("range proof", ForgedPack.Read(_world.Export("part", 3, 9)).Files["range.proof"], bytes => Range(RangeFile.Parse(bytes))),
            ("consistency", pack.Files["consistency.json"], bytes => ConsistencyFile.Parse(bytes)),
            ("erasure file", new ErasureFile(record, [new byte[32]], new byte[32], "{}"u8.ToArray()).ToBytes(), bytes => ErasureFile.Parse(bytes)),
            ("signature", envelope.Signature, bytes => EcdsaSignature.IsStrict(bytes)),
            ("signature check", envelope.Signature, bytes => key.Verify(record, bytes)),
            ("public key", key.Spki, bytes => _ = new EcdsaPublicKey(bytes)),
            ("lines", pack.Files["entries.jsonl"], ReadLines),
            .. OpenSsl.IsThere ? Timestamps(checkpoint) : [],
        ];
        int seed = Seed;
        long all = 0, read = 0;
        foreach ((string name, byte[] input, Action<byte[]> parse) in parsers)
        {
            (int accepted, TimeSpan slowest) = await Task.Run(() => Fuzz(name, seed, input, [.. parsers.Select(parser => parser.Input)], parse)).WaitAsync(Hang);
            output.WriteLine($"{name}: {Inputs} inputs, {accepted} read, slowest {slowest.TotalMilliseconds:0.0} ms");
            (all, read) = (all + Inputs, read + accepted);
        }

        output.WriteLine($"{parsers.Length} parsers, {all} inputs, {read} read, {all - read} refused; seed {seed}");
    }

    [Theory]
    [InlineData("pack")]
    [InlineData("pack.zip")]
    public async Task Packs_are_judged_and_anchors_refused_whatever_is_in_them(string form)
    {
        string good = _world.Export(form);
        byte[] anchor = File.ReadAllBytes(_world.Trust);
        string[] files = Directory.Exists(good) ? Directory.GetFiles(good, "*", SearchOption.AllDirectories) : [good];
        byte[][] contents = [.. files.Select(File.ReadAllBytes)];
        int seed = Seed;
        var mutator = new Mutator(seed);
        Dictionary<string, int> outcomes = [];
        await Task.Run(() =>
        {
            for (int i = 0; i < Inputs / 15; i++)
            {
                int which = i % (files.Length + 1);
                byte[] before = which == files.Length ? anchor : contents[which];
                byte[] changed = mutator.Next(before, contents);
                string path = which == files.Length ? _world.Trust : files[which];
                File.WriteAllBytes(path, changed);
                string outcome = Verify(good);
                // A zip's own metadata may change; a file of a folder may not, by a byte.
                bool mayStand = changed.AsSpan().SequenceEqual(before) || form.EndsWith(".zip", StringComparison.Ordinal) || which == files.Length;
                Assert.True(mayStand || outcome != nameof(Verdict.ValidNotAnchored), $"{path}, input {i} of seed {seed}");
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
                File.WriteAllBytes(path, before);
            }
        }).WaitAsync(Hang);
        output.WriteLine($"{form}: {string.Join(", ", outcomes.Select(pair => $"{pair.Value} {pair.Key}"))}; seed {seed}");
        Assert.Equal(Verdict.ValidNotAnchored, _world.Verify(good).Verdict);
    }

    public void Dispose() => _world.Dispose();

    private string Verify(string pack)
    {
        try
        {
            VerificationReport report = _world.Verify(pack);
            Assert.DoesNotContain(report.Findings, finding => finding.Code == "VerifierFault");
            return report.Verdict.ToString();
        }
        catch (GovException e) when (e.Definition == LedgerErrors.EvidenceNotFound || e.Definition == LedgerErrors.TrustAnchorInvalid)
        {
            return e.Definition.Id;
        }
    }

    private static (int Accepted, TimeSpan Slowest) Fuzz(string name, int seed, byte[] input, byte[][] all, Action<byte[]> parse)
    {
        parse(input.ToArray());
        var mutator = new Mutator(seed);
        int accepted = 0;
        var slowest = TimeSpan.Zero;
        for (int i = 0; i < Inputs; i++)
        {
            byte[] changed = mutator.Next(input, all);
            long start = Stopwatch.GetTimestamp();
            try
            {
                parse(changed);
                accepted++;
            }
            catch (LedgerFormatException)
            {
                // The one error that it may throw.
            }
            catch (Exception e)
            {
                Assert.Fail($"{name}, input {i} of seed {seed}: {e}\n{Convert.ToHexString(changed)}");
            }

            TimeSpan took = Stopwatch.GetElapsedTime(start);
            slowest = took > slowest ? took : slowest;
        }

        return (accepted, slowest);
    }

    private static void ApplyKeys(ForgedPack pack, byte[] bytes)
    {
        var keys = new KeyHistory();
        foreach (string line in pack.Lines("keys.details.jsonl"))
        {
            keys.Apply(keys.Size == 0 ? Core.Policy.LedgerActions.Create : Core.Policy.LedgerActions.KeyEnrol, DetailLine.Parse(Encoding.UTF8.GetBytes(line)).Detail);
        }

        foreach (string action in new[] { Core.Policy.LedgerActions.KeyEnrol, Core.Policy.LedgerActions.KeyRetire, Core.Policy.LedgerActions.KeyRotate })
        {
            try
            {
                keys.Apply(action, bytes);
            }
            catch (LedgerFormatException)
            {
                // As it should; the next one is tried as well.
            }
        }
    }

    private static void Range(RangeFile range)
    {
        _ = range.Left();
        _ = range.Right();
    }

    private static void ReadLines(byte[] bytes)
    {
        var lines = new BoundedLines(new MemoryStream(bytes), Envelope.MaxRecord);
        while (lines.Next() is not null)
        {
        }
    }

    /// <summary>A real answer of an authority; null, and never an exception, is what a bad one evaluates to.</summary>
    private (string Name, byte[] Input, Action<byte[]> Parse)[] Timestamps(byte[] checkpoint)
    {
        string text = Encoding.UTF8.GetString(checkpoint);
        using var authority = new OpenSslAuthority(Path.Combine(_world.Store.Root, "tsa"));
        byte[] response = authority.Reply(TimestampRequestOf(checkpoint));
        byte[][] listed = [authority.Certificate];
        Assert.True(TimestampToken.Evaluate(response, text, listed)!.Listed);
        return
        [
            ("timestamp", response, bytes => TimestampToken.Evaluate(bytes, text, listed)),
            ("TSA certificate", listed[0], bytes => TimestampToken.Evaluate(response, text, [bytes])),
        ];
    }

    private static byte[] TimestampRequestOf(byte[] text) =>
        System.Security.Cryptography.Pkcs.Rfc3161TimestampRequest.CreateFromData(text, System.Security.Cryptography.HashAlgorithmName.SHA256, requestSignerCertificates: true).Encode();
}
