using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Tests.Support;

namespace MspGov.Ledger.Tests.Verification;

public class StoreVerificationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_whole_ledger_verifies(bool fast)
    {
        using TestStore store = Filled();
        VerificationReport report = store.Ledger.Verify(new LedgerVerification { Fast = fast });
        Assert.Empty(report.Findings);
        Assert.Equal(Verdict.ValidNotAnchored, report.Verdict);
        Assert.Equal(store.Ledger.Info.Entries, report.Entries);
        Assert.Equal(store.Ledger.Info.Epochs, report.Epochs);
    }

    [Theory]
    [InlineData("UPDATE entry SET record=(SELECT record FROM entry WHERE pos=10) WHERE pos=11")]
    [InlineData("UPDATE entry SET leaf=(SELECT leaf FROM entry WHERE pos=10) WHERE pos=11")]
    [InlineData("UPDATE entry SET operator='mallory' WHERE pos=11")]
    [InlineData("UPDATE entry SET at=at+1 WHERE pos=11")]
    [InlineData("DELETE FROM entry WHERE pos=11")]
    [InlineData("DELETE FROM entry WHERE pos=(SELECT MAX(pos) FROM entry)")]
    [InlineData("UPDATE entry SET detail=CAST('{}' AS BLOB) WHERE pos=11")]
    [InlineData("UPDATE entry SET detail=NULL, salt=NULL WHERE pos=11")]
    [InlineData("UPDATE entry SET detail=NULL, salt=NULL, erased_by=12 WHERE pos=11")]
    [InlineData("UPDATE register SET json=CAST(replace(CAST(json AS TEXT),'alice','malic') AS BLOB) WHERE kind='operator'")]
    [InlineData("DELETE FROM register WHERE kind='tenant'")]
    [InlineData("UPDATE register SET to_epoch=1 WHERE kind='tenant'")]
    [InlineData("UPDATE epoch SET note=replace(note,'A','B') WHERE epoch=3")]
    [InlineData("UPDATE epoch SET published=1 WHERE epoch=3")]
    [InlineData("UPDATE epoch SET first_pos=first_pos+1 WHERE epoch=3")]
    [InlineData("DELETE FROM epoch WHERE epoch=3")]
    [InlineData("UPDATE log SET size=size-1 WHERE slot=2")]
    [InlineData("UPDATE log SET frontier=zeroblob(32) WHERE slot=2")]
    [InlineData("UPDATE log SET id='00000000-0000-0000-0000-000000000000' WHERE slot=2")]
    [InlineData("UPDATE epoch SET at=at+1 WHERE epoch=3")]
    [InlineData("UPDATE epoch SET at=at+1 WHERE epoch=(SELECT MAX(epoch) FROM epoch)")]
    [InlineData("DELETE FROM find_action WHERE pos=11")]
    [InlineData("DELETE FROM find_slot_action WHERE pos=11")]
    [InlineData("DELETE FROM find_slot_at WHERE pos=11")]
    [InlineData("DELETE FROM find_operator WHERE pos=11")]
    [InlineData("DELETE FROM find_correlation WHERE pos=11")]
    [InlineData("DELETE FROM find_subject WHERE pos=(SELECT MIN(pos) FROM find_subject)")]
    [InlineData("DELETE FROM find_epoch_at WHERE epoch=3")]
    [InlineData("UPDATE find_operator SET operator='mallory' WHERE pos=11")]
    [InlineData("UPDATE find_slot_at SET at=at+1 WHERE pos=11")]
    [InlineData("INSERT INTO find_subject VALUES('nobody', 11)")]
    [InlineData("UPDATE find_subject SET subject=CAST(X'303139B1663361322D376231632D376534C43B056135352D616162626363646465656666' AS TEXT)")] // For HashCode the same with every second seed.
    [InlineData("UPDATE find_end SET pos=pos+1")]
    [InlineData("UPDATE find_end SET epoch=epoch-1")]
    [InlineData("INSERT INTO entry SELECT -1,slot,size,1,0,'alice','tenant.test',zeroblob(16),NULL,last_leaf,(SELECT record FROM entry WHERE pos=11),NULL,NULL,NULL FROM log WHERE slot=2")]
    [InlineData("UPDATE entry SET pos=9223372036854775807 WHERE pos=(SELECT MAX(pos) FROM entry)")]
    [InlineData("UPDATE entry SET pos=pos+1000000000000000 WHERE pos=(SELECT MAX(pos) FROM entry)")]
    [InlineData("UPDATE node SET hash=zeroblob(32)")]
    [InlineData("UPDATE head_node SET hash=zeroblob(32) WHERE idx=5")]
    [InlineData("INSERT INTO register(kind,key,from_epoch,json) VALUES('tenant','x',2,CAST('{}' AS BLOB))")]
    public void An_edit_of_the_database_is_found(string sql)
    {
        using TestStore store = Filled();
        using (SqliteConnection connection = SqliteConnection.Open(store.Database))
        {
            connection.Execute(sql);
            Assert.True(connection.Changes > 0);
        }

        Assert.Equal(Verdict.Invalid, store.Ledger.Verify(new LedgerVerification()).Verdict);
    }

    [Fact]
    public void A_subject_without_an_id_is_found_and_verifies()
    {
        using TestStore store = Filled();
        string tenant = store.Ledger.Logs[2];
        EntryView entry = store.Ledger.Append([TestStore.Reading(tenant, 0) with { Subject = new EntrySubject("user", "", "nameless") }])[0];
        store.Fill(tenant, 300);
        Assert.Empty(store.Ledger.Verify(new LedgerVerification()).Findings);
        Assert.Equal(entry.Id, Assert.Single(store.Ledger.Query(new EntryQuery { SubjectId = "" })).Id);
    }

    [Theory]
    [InlineData("UPDATE entry SET record=(SELECT record FROM entry WHERE pos=10) WHERE pos=11", "LeafHashWrong")]
    [InlineData("UPDATE entry SET detail=CAST('{}' AS BLOB) WHERE pos=11", "DetailMismatch")]
    [InlineData("UPDATE entry SET salt=zeroblob(32) WHERE pos=300", "DetailMismatch")]
    [InlineData("DELETE FROM entry WHERE pos=11", "PositionGap")]
    [InlineData("UPDATE entry SET pos=-1 WHERE pos=(SELECT MAX(pos) FROM entry)", "PositionGap")]
    public void An_edit_is_found_without_looking_at_signatures(string sql, string code)
    {
        using TestStore store = Filled();
        using (SqliteConnection connection = SqliteConnection.Open(store.Database))
        {
            connection.Execute(sql);
        }

        Assert.Contains(store.Ledger.Verify(new LedgerVerification { Fast = true }).Findings, finding => finding.Code == code);
    }

    [Fact]
    public void Progress_is_told_in_order_and_to_the_end()
    {
        using TestStore store = Filled();
        store.Fill(store.Ledger.Logs[2], 9000);
        var told = new List<(long Done, long Total)>();
        store.Ledger.Verify(new LedgerVerification { Fast = true, Progress = (done, total) => told.Add((done, total)) });
        Assert.True(told.Count > 1);
        Assert.Equal(told.OrderBy(step => step.Done), told);
        Assert.Equal((store.Ledger.Info.Entries, store.Ledger.Info.Entries), told[^1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_ledger_verifies_as_it_stood_while_others_write(bool reopened)
    {
        using TestStore store = Filled();
        if (reopened)
        {
            // The write-ahead log is empty then.
            store.Reopen();
        }

        string tenant = store.Ledger.Logs[2];
        using var stop = new CancellationTokenSource();
        Task writer = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                store.Fill(tenant, 60);
            }
        });
        for (int round = 0; round < 10; round++)
        {
            Assert.Empty(store.Ledger.Verify(new LedgerVerification { Fast = round % 2 == 0 }).Findings);
        }

        await stop.CancelAsync();
        await writer;
        Assert.Empty(store.Ledger.Verify(new LedgerVerification()).Findings);
    }

    private static TestStore Filled()
    {
        var store = new TestStore();
        string one = store.AddTenant("one");
        string two = store.AddTenant("two");
        store.Ledger.Append([TestStore.Reading(one, 0) with { Subject = new EntrySubject("user", "0191f3a2-7b1c-7e44-9a55-aabbccddeeff", null) }]);
        store.Fill(one, 300);
        store.Fill(two, 20);
        return store;
    }
}
