using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MspGov.Core.Errors;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using Xunit.Abstractions;

namespace MspGov.Engine.Tests.Reviews;

/// <summary>The review pack in a real browser: opened from a file, filtered, decided with the keyboard, saved, and taken in.</summary>
public sealed class ReviewPackBrowserTests(ITestOutputHelper output) : IDisposable
{
    private readonly ReviewWorld _world = new();

    public void Dispose() => _world.Dispose();

    [SkippableFact]
    public async Task A_reviewer_filters_decides_with_the_keyboard_and_saves_and_the_file_is_taken_in_once()
    {
        Skip.If(Chromium.Path is null, "No Chromium on this machine: set MSPGOV_CHROMIUM to one.");
        ReviewPack pack = Export(_world.Open(60));
        await using Chromium page = await Chromium.OpenAsync(new Uri(pack.Path).AbsoluteUri, 1280, 800);
        await ShotAsync(page, "wide");
        Assert.Equal("0", (string?)await page.EvaluateAsync("document.getElementById('progress').getAttribute('aria-valuenow')"));

        // "/" leads to the filter; what is typed narrows the list; Enter leads back to it.
        await page.PressAsync("/");
        await page.TypeAsync("global user0010");
        await page.PressAsync("Enter");
        Assert.Equal(1, (int?)await page.EvaluateAsync("document.querySelectorAll('.row').length"));
        await page.PressAsync("r");

        // Advised for removal: keeping it asks for a reason.
        await FilterAsync(page, "user0012");
        await page.PressAsync("a");
        await page.UntilAsync("document.getElementById('ask').open");
        await page.TypeAsync("Still needed");
        await ShotAsync(page, "dialog");
        await page.PressAsync("Enter");
        await page.UntilAsync("!document.getElementById('ask').open");
        await FilterAsync(page, "user0013");
        await page.PressAsync("a");
        await FilterAsync(page, "user00");
        await page.UntilAsync("document.getElementById('progress').getAttribute('aria-valuenow') === '3'");
        await ShotAsync(page, "decided");

        string file = await SaveAsync(page, pack, pack.Code!);
        var taken = new Collected<ReviewItem>();
        await _world.Service.ImportAsync(new ImportReviewRequest { Path = file }, taken, CancellationToken.None);
        Assert.Empty(taken.Errors);
        Assert.Equal([ReviewDecisionKind.Approve, ReviewDecisionKind.Approve, ReviewDecisionKind.Revoke], taken.Items.Select(item => item.Decision!.Value).Order());
        Assert.Equal("Still needed", taken.Items.Single(item => item.Recommendation == ReviewDecisionKind.Revoke && item.Decision == ReviewDecisionKind.Approve).Decided!.Stages[0].Reason);
        Assert.All(taken.Items, item => Assert.Equal(ReviewWorld.Jane, item.DecidedBy));

        GovException twice = await Assert.ThrowsAsync<GovException>(() => _world.Service.ImportAsync(new ImportReviewRequest { Path = file }, taken, CancellationToken.None));
        Assert.Equal(ReviewErrors.PackImported, twice.Definition);
    }

    [SkippableFact]
    public async Task A_reviewer_signs_with_a_key_of_the_clients_own()
    {
        Skip.If(Chromium.Path is null, "No Chromium on this machine: set MSPGOV_CHROMIUM to one.");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string pem = Path.Combine(_world.Folder.Path, "jane.pem");
        await File.WriteAllTextAsync(pem, key.ExportPkcs8PrivateKeyPem());
        ReviewPack pack = _world.Service.Export(new ExportReviewRequest
        {
            Review = _world.Open(5),
            TenantId = ReviewWorld.TenantId,
            Reviewer = ReviewWorld.Jane,
            Path = Path.Combine(_world.Folder.Path, "pack.html"),
            PublicKeyPem = key.ExportSubjectPublicKeyInfoPem(),
        });
        Assert.Equal((PackBinding.Key, null), (pack.Binding!.Value, pack.Code));
        await using Chromium page = await Chromium.OpenAsync(new Uri(pack.Path).AbsoluteUri, 1280, 800);
        await page.PressAsync("r", "r");
        string file = await SaveAsync(page, pack, () => page.ChooseFileAsync(pem));

        var taken = new Collected<ReviewItem>();
        await _world.Service.ImportAsync(new ImportReviewRequest { Path = file }, taken, CancellationToken.None);
        Assert.Empty(taken.Errors);
        Assert.Equal(2, taken.Items.Count);
    }

    [SkippableFact]
    public async Task What_is_not_bound_by_the_code_is_refused_whole()
    {
        Skip.If(Chromium.Path is null, "No Chromium on this machine: set MSPGOV_CHROMIUM to one.");
        ReviewPack pack = Export(_world.Open(5));
        await using Chromium page = await Chromium.OpenAsync(new Uri(pack.Path).AbsoluteUri, 1280, 800);
        await page.PressAsync("r");
        string file = await SaveAsync(page, pack, "0000-0000-0000-0000");
        GovException wrong = await Assert.ThrowsAsync<GovException>(() => _world.Service.ImportAsync(new ImportReviewRequest { Path = file }, new Collected<ReviewItem>(), CancellationToken.None));
        Assert.Equal(ReviewErrors.PackInvalid, wrong.Definition);
        Assert.DoesNotContain(_world.Ledger.Entries, entry => entry.Action == ReviewActions.PackImport);
    }

    [SkippableFact]
    public async Task Names_from_the_tenant_stay_text_and_five_thousand_items_filter_at_once()
    {
        Skip.If(Chromium.Path is null, "No Chromium on this machine: set MSPGOV_CHROMIUM to one.");
        ReviewPack pack = Export(_world.Open(5000));
        await using Chromium page = await Chromium.OpenAsync(new Uri(pack.Path).AbsoluteUri, 1280, 800);
        await page.UntilAsync("document.querySelectorAll('.row').length > 5");
        Assert.Equal(0, (int?)await page.EvaluateAsync("document.querySelectorAll('b').length"));
        Assert.True((int?)await page.EvaluateAsync("document.querySelectorAll('.row').length") < 60);

        JsonNode? times = await page.EvaluateAsync("""
            (() => { const box = document.getElementById('filter'); const times = [];
              for (const text of ['u', 'us', 'user1', 'global', 'global user4', 'tier 0', '', 'zzz', '']) {
                const start = performance.now(); box.value = text; box.dispatchEvent(new Event('input')); document.body.offsetHeight; times.push(performance.now() - start); }
              return times; })()
            """);
        output.WriteLine($"Filtering 5,000 items, ms: {times!.ToJsonString()}");
        await page.PressAsync("/");
        await page.TypeAsync("user4999");
        Assert.Equal(1, (int?)await page.EvaluateAsync("document.querySelectorAll('.row').length"));
    }

    [SkippableFact]
    public async Task It_fits_a_narrow_window_without_scrolling_sideways()
    {
        Skip.If(Chromium.Path is null, "No Chromium on this machine: set MSPGOV_CHROMIUM to one.");
        ReviewPack pack = Export(_world.Open(40));
        await using Chromium page = await Chromium.OpenAsync(new Uri(pack.Path).AbsoluteUri, 390, 844);
        await page.PressAsync("j", "j", "j");
        await ShotAsync(page, "narrow");
        Assert.True((bool?)await page.EvaluateAsync("document.documentElement.scrollWidth <= innerWidth"));
        Assert.True((int?)await page.EvaluateAsync("document.getElementById('list').clientHeight") > 120);
    }

    private ReviewPack Export(string review) => _world.Service.Export(new ExportReviewRequest
    {
        Review = review,
        TenantId = ReviewWorld.TenantId,
        Reviewer = ReviewWorld.Jane,
        Path = Path.Combine(_world.Folder.Path, "pack.html"),
    });

    private static async Task FilterAsync(Chromium page, string text)
    {
        await page.PressAsync("/");
        await page.TypeAsync(text);
        await page.PressAsync("Enter");
    }

    private Task<string> SaveAsync(Chromium page, ReviewPack pack, string code) => SaveAsync(page, pack, () => page.TypeAsync(code));

    private async Task<string> SaveAsync(Chromium page, ReviewPack pack, Func<Task> answer)
    {
        string folder = Path.Combine(_world.Folder.Path, "saved");
        Directory.CreateDirectory(folder);
        await page.DownloadToAsync(folder);
        await page.PressAsync("s");
        await page.UntilAsync("document.getElementById('ask').open");
        await answer();
        await page.EvaluateAsync("document.getElementById('askOk').click()");
        await page.UntilAsync("!document.getElementById('ask').open");
        string file = Path.Combine(folder, $"{pack.PackId}.decisions.json");
        for (int i = 0; i < 400 && !(File.Exists(file) && new FileInfo(file).Length > 0); i++)
        {
            await Task.Delay(25);
        }

        return file;
    }

    /// <summary>Kept for people to look at when MSPGOV_SCREENSHOTS names a folder.</summary>
    private static async Task ShotAsync(Chromium page, string name)
    {
        if (Environment.GetEnvironmentVariable("MSPGOV_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(Path.Combine(Directory.CreateDirectory(folder).FullName, $"review-pack-{name}.png"));
        }
    }
}
