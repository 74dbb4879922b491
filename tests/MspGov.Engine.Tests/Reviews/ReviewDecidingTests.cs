using System.Text;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Reviews;
using MspGov.Core.Services;

namespace MspGov.Engine.Tests.Reviews;

public sealed class ReviewDecidingTests : IDisposable
{
    private readonly ReviewWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task One_bad_decision_does_not_sink_the_good_ones()
    {
        string review = _world.Open(5, ReviewerKind.ServiceOwner);
        ReviewItem[] items = [.. _world.Service.Items(review, [])];
        var decided = new Collected<ReviewItem>();
        await _world.Service.DecideAsync(
            [
                .. items.Take(3).Select(item => Decide(item.ItemId, item.Fingerprint)),
                Decide(items[3].ItemId, new string('0', 64)),
                Decide("i-none", ""),
                Decide(items[0].ItemId, ""),
            ],
            decided,
            CancellationToken.None);
        Assert.Equal(3, decided.Items.Count);
        Assert.Equal([ReviewErrors.ItemChanged, ReviewErrors.ItemNotFound, ReviewErrors.DecisionInvalid], decided.Errors.Select(error => error.Definition));
        Assert.Equal(3, _world.Service.Get([], review).Single().Decided);
    }

    [Fact]
    public async Task Fifty_thousand_rows_are_taken_in_as_pages_of_one_commit()
    {
        string review = _world.Open(50_000, ReviewerKind.ServiceOwner);
        string path = Path.Combine(_world.Folder.Path, "table.csv");
        _world.Service.Export(new ExportReviewRequest { Review = review, TenantId = ReviewWorld.TenantId, Reviewer = "ada", Path = path });
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace(",,,,,,", ",Revoke,,,,,", StringComparison.Ordinal));

        var decided = new Collected<ReviewItem>();
        await _world.Service.ImportAsync(new ImportReviewRequest { Path = path }, decided, CancellationToken.None);

        Assert.Empty(decided.Errors);
        Assert.Equal(50_000, decided.Items.Count);
        Assert.Single(_world.Ledger.Entries.Where(entry => entry.Action == ReviewActions.Decide).Select(entry => entry.Epoch).Distinct());
    }

    [Fact]
    public async Task A_cut_off_table_records_nothing()
    {
        string review = _world.Open(20, ReviewerKind.ServiceOwner);
        string path = Path.Combine(_world.Folder.Path, "table.csv");
        _world.Service.Export(new ExportReviewRequest { Review = review, TenantId = ReviewWorld.TenantId, Reviewer = "ada", Path = path });
        byte[] whole = Encoding.UTF8.GetBytes((await File.ReadAllTextAsync(path)).Replace(",,,,,,", ",Revoke,,,,,", StringComparison.Ordinal));
        await File.WriteAllBytesAsync(path, whole[..(whole.Length / 2)]);

        GovException cut = await Assert.ThrowsAsync<GovException>(() => _world.Service.ImportAsync(new ImportReviewRequest { Path = path }, new Collected<ReviewItem>(), CancellationToken.None));

        Assert.Equal(ReviewErrors.TableInvalid, cut.Definition);
        Assert.DoesNotContain(_world.Ledger.Entries, entry => entry.Action == ReviewActions.Decide);
    }

    [Fact]
    public async Task Whoever_has_no_authority_is_refused_and_the_attempt_is_recorded()
    {
        string review = _world.Open(3);
        var decided = new Collected<ReviewItem>();
        await _world.Service.DecideAsync([.. _world.Service.Items(review, []).Select(item => Decide(item.ItemId, ""))], decided, CancellationToken.None);
        Assert.Equal(3, decided.Errors.Count);
        Assert.Equal(EntryOutcome.Denied, Assert.Single(_world.Ledger.Entries, entry => entry.Action == ReviewActions.Decide).Outcome);
    }

    [Fact]
    public void A_pack_that_the_ledger_refuses_is_not_left_behind()
    {
        string review = _world.Open(3);
        string path = Path.Combine(_world.Folder.Path, "p.html");
        _world.Ledger.BeforeAppend = _ => throw StoreErrors.Busy.With("busy");
        Assert.Throws<GovException>(() => _world.Service.Export(new ExportReviewRequest { Review = review, TenantId = ReviewWorld.TenantId, Reviewer = ReviewWorld.Jane, Path = path }));
        Assert.False(File.Exists(path));
    }

    private static DecideReviewItem Decide(string item, string fingerprint) =>
        new() { Input = new ReviewDecisionInput { Item = item, Fingerprint = fingerprint, Decision = ReviewDecisionKind.Revoke, Reason = "r" } };
}
