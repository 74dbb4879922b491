using MspGov.Core.Ledger;
using MspGov.Ledger.Append;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Store;
using MspGov.Ledger.Tests.Support;

namespace MspGov.Ledger.Tests.Append;

public class EntrySealerTests
{
    // Long enough to be hashed that the entry after it is sealed when it fails.
    private static readonly byte[] Large = new byte[64 << 20];

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task An_entry_that_cannot_be_sealed_fails_the_commit_also_where_later_ones_could(int bad)
    {
        using var store = new TestStore();
        StoreFolder folder = StoreFolder.Open(store.StorePath);
        var context = new LedgerContext(folder, folder.ReadSecret(), LedgerContext.Here, TimeProvider.System);
        using var key = EcdsaPrivateKey.Create();
        var signer = new Signer("alice", key);
        UnsealedEntry[] entries = [.. Enumerable.Range(0, 4).Select(i => Entry(i, i == bad))];
        var stored = new List<UnsealedEntry>();

        // On a thread of its own: the pool's are for those who seal.
        Task sealing = Task.Factory.StartNew(
            () => EntrySealer.Seal(context, Scalars.Of(Guid.NewGuid()), entries, (entry, _) => stored.Add(entry)), default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(() => sealing.WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.IsType<LedgerFormatException>(e.InnerException);
        Assert.DoesNotContain(entries[bad], stored);

        UnsealedEntry Entry(int i, bool malformed)
        {
            string log = TestStore.NewTenantId();
            return new UnsealedEntry(
                new EntryView
                {
                    Log = log,
                    Seq = 0,
                    Epoch = 1,
                    Id = UuidV7.Create(DateTimeOffset.UtcNow),
                    At = DateTimeOffset.UtcNow,
                    Operator = "alice",
                    KeyId = key.KeyId,
                    Action = "tenant.test",
                    Phase = EntryPhase.Fact,
                    Correlation = Guid.NewGuid(),
                    Reason = malformed ? "\ud800" : null,
                    Detail = malformed ? Large : "{}"u8.ToArray(),
                },
                PendingLog.Create(log, i + 2, context.Secret),
                signer,
                2);
        }
    }
}
