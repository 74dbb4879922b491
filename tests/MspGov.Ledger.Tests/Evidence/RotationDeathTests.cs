using MspGov.Core.Services;
using MspGov.Ledger.Store;
using MspGov.Ledger.Tests.Support;

namespace MspGov.Ledger.Tests.Evidence;

/// <summary>
/// A process that dies while it rotates the ledger keys leaves the files of one of these steps: the fresh keys are saved, the commit is
/// durable, the mark is written, the old keys are destroyed one after the other. Each state is put together from a copy before and a
/// copy after.
/// </summary>
public sealed class RotationDeathTests
{
    public enum Death
    {
        OneFreshKeySaved,
        BothFreshKeysSaved,
        Committed,
        Marked,
        OneOldKeyOverwritten,
        OneOldKeyDestroyed,
    }

    [Theory]
    [InlineData(Death.OneFreshKeySaved)]
    [InlineData(Death.BothFreshKeysSaved)]
    [InlineData(Death.Committed)]
    [InlineData(Death.Marked)]
    [InlineData(Death.OneOldKeyOverwritten)]
    [InlineData(Death.OneOldKeyDestroyed)]
    public void A_death_at_any_step_of_a_rotation_leaves_a_ledger_that_opens_verifies_and_rotates_again(Death death)
    {
        using var world = new PackWorld(entries: 4);
        string earlier = world.Export("earlier");
        (string store, string state) = (world.Store.StorePath, HighWaterMark.StateFile(world.Store.Ledger.LedgerId));
        world.Store.Ledger.Dispose();
        Dictionary<string, byte[]> before = Files(store);
        byte[] stateBefore = File.ReadAllBytes(state);
        using (LedgerStore rotating = world.Store.Open())
        {
            rotating.RotateLedgerKeys("T-1", "drill");
        }

        Dictionary<string, byte[]> after = Files(store);
        string[] fresh = [.. after.Keys.Except(before.Keys).Where(IsKey).Order(StringComparer.Ordinal)];
        string[] old = [.. before.Keys.Except(after.Keys).Where(IsKey).Order(StringComparer.Ordinal)];
        Assert.Equal((2, 2), (fresh.Length, old.Length));

        Dictionary<string, byte[]> dead = new(death < Death.Committed ? before : after);
        foreach (string key in fresh.Take(death == Death.OneFreshKeySaved ? 1 : 2))
        {
            dead[key] = after[key];
        }

        foreach (string key in old.Skip(death == Death.OneOldKeyDestroyed ? 1 : 0))
        {
            dead[key] = death == Death.OneOldKeyOverwritten && key == old[0] ? new byte[before[key].Length] : before[key];
        }

        if (death <= Death.Committed)
        {
            dead["high-water"] = before["high-water"];
            File.WriteAllBytes(state, stateBefore);
        }

        Lay(store, dead);
        world.Store.Reopen();

        Assert.Empty(world.Store.Ledger.Verify(new LedgerVerification()).Findings);
        world.Store.Fill(world.Tenant, 2);
        Assert.Empty(world.Verify(world.Export("pack", baseline: earlier), earlier).Findings);
        world.Store.Ledger.RotateLedgerKeys("T-2", "again");
        Assert.Equal(2, Files(store).Keys.Count(IsKey));
        Assert.Empty(world.Verify(world.Export("rotated")).Findings);
        Assert.Empty(world.Store.Ledger.Verify(new LedgerVerification()).Findings);
    }

    private static bool IsKey(string path) => path.StartsWith(Path.Combine("keys", "ledger"), StringComparison.Ordinal) && path.EndsWith(".pem", StringComparison.Ordinal);

    private static Dictionary<string, byte[]> Files(string store) =>
        Directory.GetFiles(store, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(store, path), File.ReadAllBytes);

    private static void Lay(string store, Dictionary<string, byte[]> files)
    {
        foreach (string path in Directory.GetFiles(store, "*", SearchOption.AllDirectories))
        {
            File.Delete(path);
        }

        foreach ((string path, byte[] bytes) in files)
        {
            File.WriteAllBytes(Path.Combine(store, path), bytes);
        }
    }
}
