using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Tenants;
using MspGov.Ledger.Tests.Support;

namespace MspGov.Ledger.Tests.Append;

public class AppendTests
{
    [Fact]
    public void Founding_records_creation_key_operator_and_role_in_one_epoch()
    {
        using var store = new TestStore();
        EntryView[] entries = [.. store.Ledger.Query(new EntryQuery())];
        Assert.Equal(
            [(LogIds.Keys, 0L, LedgerActions.Create), (LogIds.Keys, 1L, LedgerActions.KeyEnrol), (LogIds.Msp, 0L, OperatorActions.Create), (LogIds.Msp, 1L, OperatorActions.RoleGrant)],
            entries.Select(entry => (entry.Log, entry.Seq, entry.Action)));
        Assert.All(entries, entry => Assert.Equal((0L, "alice"), (entry.Epoch, entry.Operator)));
        Assert.Equal("Alice", store.Ledger.Read(register => register.Get<OperatorDocument>("alice")!.DisplayName));
    }

    [Fact]
    public void Append_folds_the_register_and_survives_reopening()
    {
        using var store = new TestStore();
        string tenant = store.AddTenant("contoso");
        store.Reopen();
        Assert.Equal("contoso", store.Ledger.Read(register => register.Get<TenantDocument>(tenant)!.Name));
        EntryView entry = Assert.Single(store.Ledger.Query(new EntryQuery { Logs = [tenant] }));
        Assert.Equal(TenantActions.Register, entry.Action);
        Assert.Equal(1, store.Ledger.Info.Tenants);
    }

    [Fact]
    public void A_denied_draft_is_recorded_as_a_refusal_and_nothing_else_of_its_batch_is()
    {
        using var store = new TestStore();
        string tenant = store.AddTenant("contoso");
        EntryDraft good = TestStore.Reading(tenant);
        EntryDraft bad = TestStore.Registration(TestStore.NewTenantId(), "x") with { Log = tenant, Ticket = "T-9" };
        GovException e = Assert.Throws<GovException>(() => store.Ledger.Append([good, bad]));
        Assert.Equal(PolicyErrors.Denied, e.Definition);
        EntryView last = store.Ledger.Query(new EntryQuery { Newest = true, First = 1 }).Single();
        Assert.Equal((EntryOutcome.Denied, TenantActions.Register, "T-9", tenant), (last.Outcome!.Value, last.Action, last.Ticket, last.Log));
        Assert.Equal(e.Message, last.DetailAs<DeniedDetail>().Refusal);
        Assert.Equal(2, store.Ledger.Query(new EntryQuery { Logs = [tenant] }).Count());
    }

    [Fact]
    public void A_conflict_is_thrown_and_not_recorded()
    {
        using var store = new TestStore();
        store.AddTenant("contoso");
        long before = store.Ledger.Info.Entries;
        GovException e = Assert.Throws<GovException>(() => store.AddTenant("CONTOSO"));
        Assert.Equal(PolicyErrors.Conflict, e.Definition);
        Assert.Equal(before, store.Ledger.Info.Entries);
    }

    [Fact]
    public void Slots_double_when_more_than_sixteen_logs_exist()
    {
        using var store = new TestStore();
        string[] tenants = [.. Enumerable.Range(0, 20).Select(n => store.AddTenant("t" + n))];
        store.Reopen();
        store.Fill(tenants[3], 3);
        Assert.Equal(20, store.Ledger.Read(register => register.List<TenantDocument>(state: "active").Count));
    }

    [Fact]
    public void Concurrent_sessions_of_one_process_lose_nothing()
    {
        using var store = new TestStore();
        string tenant = store.AddTenant("contoso");
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, n =>
        {
            using LedgerStore session = store.Open();
            for (int i = 0; i < 25; i++)
            {
                session.Append([TestStore.Reading(tenant, (n * 100) + i)]);
            }
        });
        Assert.Equal(101, store.Ledger.Query(new EntryQuery { Logs = [tenant] }).Count());
    }

    [Fact]
    public void The_register_can_be_asked_as_it_stood_at_a_time()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.Parse("2026-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        using var store = new TestStore(clock);
        clock.Advance(TimeSpan.FromDays(1));
        string tenant = store.AddTenant("contoso");
        TenantDocument document = store.Ledger.Read(register => register.Get<TenantDocument>(tenant)!);
        clock.Advance(TimeSpan.FromDays(1));
        store.Ledger.Append([TestStore.Registration(tenant, "renamed") with { Action = TenantActions.Update, Detail = CoreJson.ToBytes(document with { Name = "renamed" }) }]);
        DateTimeOffset start = DateTimeOffset.Parse("2026-01-01T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Null(store.Ledger.Read(register => register.Get<TenantDocument>(tenant), start));
        Assert.Equal("contoso", store.Ledger.Read(register => register.Get<TenantDocument>(tenant)!.Name, start.AddDays(1)));
        Assert.Equal("contoso", store.Ledger.Read(register => register.List<TenantDocument>()[0].Name, start.AddDays(1)));
        Assert.Equal("renamed", store.Ledger.Read(register => register.Get<TenantDocument>(tenant)!.Name, start.AddDays(2)));
        Assert.Equal(5, store.Ledger.Query(new EntryQuery { AsOf = start.AddDays(1) }).Count());
        Assert.Single(store.Ledger.Query(new EntryQuery { AsOf = start.AddDays(1), Logs = [tenant], Newest = true }));
    }
}
