using MspGov.Ledger.Verification;

namespace MspGov.Ledger.Tests.Verification;

public class IdSetTests
{
    [Fact]
    public void An_id_is_new_once_wherever_it_is_kept()
    {
        using var ids = new IdSet(mostInMemory: 100);
        Guid[] all = [.. Enumerable.Range(0, 300).Select(_ => Guid.NewGuid())];
        Assert.All(all, id => Assert.True(ids.Add(id)));
        Assert.All(all, id => Assert.False(ids.Add(id)));
        Assert.True(ids.Add(Guid.NewGuid()));
    }
}
