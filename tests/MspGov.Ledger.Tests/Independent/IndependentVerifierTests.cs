using MspGov.Ledger.Tests.Support;

namespace MspGov.Ledger.Tests.Independent;

public sealed class IndependentVerifierTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData(0L, 0L)]
    [InlineData(5L, 17L)]
    [InlineData(16L, 32L)]
    [InlineData(31L, null)]
    public void A_verifier_written_from_the_text_alone_accepts_our_packs(long? start, long? end)
    {
        using var world = new PackWorld();
        string pack = world.Export("pack", start, end);

        (long from, long to, long size) = IndependentVerifier.Verify(pack, world.Trust);

        Assert.Equal(start ?? 0, from);
        Assert.Equal(end ?? size, to);
    }

    [Fact]
    public void And_rejects_a_changed_one()
    {
        using var world = new PackWorld(3);
        string pack = world.Export("pack");
        string file = Path.Combine(pack, "entries.jsonl");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[200] ^= 1;
        File.WriteAllBytes(file, bytes);

        Assert.ThrowsAny<Exception>(() => IndependentVerifier.Verify(pack, world.Trust));
    }
}
