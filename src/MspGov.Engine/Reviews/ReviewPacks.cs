using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Core.Elevation;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Reviews;

/// <summary>Writes what a reviewer outside decides in: a self-contained HTML file, or a table.</summary>
internal sealed class ReviewPacks(ReviewContext context)
{
    /// <summary>Writes a pack and records that it was handed out.</summary>
    public ReviewPack Export(ExportReviewRequest request)
    {
        (ReviewDocument part, TenantDocument tenant, IReadOnlyList<ReviewItem> all) = context.Ledger.Read(register =>
        {
            ReviewDocument? found = register.List<ReviewDocument>(request.TenantId).FirstOrDefault(known => string.Equals(known.Review, request.Review, StringComparison.OrdinalIgnoreCase));
            return found is null
                ? throw ReviewErrors.NotFound.With($"There is no access review '{request.Review}' in this tenant.").About(request.Review, request.TenantId)
                : (found, register.Get<TenantDocument>(request.TenantId)!, ReviewProgressReader.Items(register, found));
        });
        if (part.Status != ReviewStatus.Open)
        {
            throw ReviewErrors.Closed.With($"Campaign {part.Review} is {part.Status} in '{tenant.Name}'.").About(part.Review, tenant.Id);
        }

        ReviewItem[] items = [.. all.Where(item => !item.IsDecided && item.Decided?.Result is null && IsFor(item, part, tenant, request.Reviewer))
            .OrderBy(item => item.Principal, StringComparer.OrdinalIgnoreCase).ThenBy(item => item.Role, StringComparer.OrdinalIgnoreCase).ThenBy(item => item.ItemId, StringComparer.Ordinal)];
        if (items.Length == 0)
        {
            throw ReviewErrors.NoAuthority.With($"Nothing in campaign {part.Review} waits for '{request.Reviewer}' in '{tenant.Name}'. Get-AccessReview shows who has yet to decide.").About(request.Reviewer, tenant.Id);
        }

        return request.Path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? Table(request, part, tenant, items) : Page(request, part, tenant, items);
    }

    private static bool IsFor(ReviewItem item, ReviewDocument part, TenantDocument tenant, string reviewer)
    {
        ReviewStage stage = part.Settings.Stages[Math.Min(item.Decided?.Stages.Count ?? 0, part.Settings.Stages.Count - 1)];
        return ReviewerAuthority.ReviewersOf(stage, tenant, item.Document.Manager).Contains(reviewer, StringComparer.OrdinalIgnoreCase);
    }

    private static ReviewPack Table(ExportReviewRequest request, ReviewDocument part, TenantDocument tenant, ReviewItem[] items)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        ReviewTable.Write(writer, [.. items.Select(item => item.Document)], request.Delimiter);
        byte[] bytes = Encoding.UTF8.GetBytes(writer.ToString());
        Save(request, bytes);
        return new ReviewPack(null, part.Review, tenant.Id, tenant.Name, request.Reviewer, request.Path, items.Length, Hex(bytes), null, null);
    }

    private ReviewPack Page(ExportReviewRequest request, ReviewDocument part, TenantDocument tenant, ReviewItem[] items)
    {
        string? spki = request.PublicKeyPem is { } pem ? SpkiOf(pem) : Enrolled(tenant, request.Reviewer)?.Spki;
        string id = "RP-" + Convert.ToHexString(RandomNumberGenerator.GetBytes(6)).ToLowerInvariant();
        byte[] page = Encoding.UTF8.GetBytes(Html(id, request, part, tenant, items, spki is null ? PackBinding.Code : PackBinding.Key));
        var document = new ReviewPackDocument
        {
            Id = id,
            Review = part.Review,
            Tenant = tenant.Id,
            Reviewer = request.Reviewer,
            Binding = spki is null ? PackBinding.Code : PackBinding.Key,
            KeyId = spki is null ? null : DecisionFile.KeyIdOf(spki),
            FileHash = Hex(page),
            Items = items.Length,
        };
        string? code = spki is null ? ReviewCode.Of(context.Secret.Open(), id) : null;
        Save(request, page);
        var drafts = new List<EntryDraft>();
        if (request.PublicKeyPem is not null && Enrolled(tenant, request.Reviewer)?.Spki != spki)
        {
            drafts.Add(ReviewEntries.Draft(tenant.Id, ElevationActions.ApproverEnrol, part.Review, part.Settings.Name,
                new ClientApproverDocument { Tenant = tenant.Id, Name = request.Reviewer, Spki = spki! }));
        }

        drafts.Add(ReviewEntries.Draft(tenant.Id, ReviewActions.PackExport, part.Review, part.Settings.Name, document));
        try
        {
            context.Ledger.Append(drafts);
        }
        catch
        {
            // A pack that the ledger does not know could never come back.
            File.Delete(request.Path);
            throw;
        }

        return new ReviewPack(id, part.Review, tenant.Id, tenant.Name, request.Reviewer, request.Path, items.Length, document.FileHash, document.Binding, code);
    }

    private ClientApproverDocument? Enrolled(TenantDocument tenant, string reviewer) =>
        context.Ledger.Read(register => register.Get<ClientApproverDocument>(ClientApproverDocument.KeyOf(tenant.Id, reviewer))) is { RetiredAt: null } approver ? approver : null;

    private static string SpkiOf(string pem)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(pem);
            return key.KeySize == 256 ? Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()) : throw new CryptographicException($"It has {key.KeySize} bits.");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw PolicyErrors.InvalidArgument.With($"This is no ECDSA P-256 public key in PEM: {e.Message}", e);
        }
    }

    private static string Html(string id, ExportReviewRequest request, ReviewDocument part, TenantDocument tenant, ReviewItem[] items, PackBinding binding)
    {
        string script = Part("pack.js");
        string style = Part("pack.css");
        var data = new JsonObject
        {
            ["id"] = id,
            ["review"] = part.Review,
            ["name"] = part.Settings.Name,
            ["tenant"] = tenant.DisplayName ?? tenant.Name,
            ["tenantId"] = tenant.Id,
            ["reviewer"] = request.Reviewer,
            ["due"] = Day(part.Deadline),
            ["opened"] = Day(part.OpenedAt),
            ["completeness"] = part.Completeness.ToString(),
            ["byDefault"] = part.Settings.Default switch { ReviewDefault.Keep => "stays", ReviewDefault.Revoke => "is removed", _ => "goes to the risk owner" },
            ["binding"] = binding == PackBinding.Key ? "key" : "code",
            ["fileName"] = $"{id}.decisions.json",
            ["items"] = new JsonArray([.. items.Select(item => Item(item))]),
        };

        // The default encoder escapes < > & ', so that no value can end the script element it stands in.
        string json = data.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.Default });
        return Part("pack.html")
            .Replace("{{scriptHash}}", Sha(script), StringComparison.Ordinal)
            .Replace("{{styleHash}}", Sha(style), StringComparison.Ordinal)
            .Replace("{{title}}", HtmlEncoder.Default.Encode($"{part.Settings.Name} · {tenant.DisplayName ?? tenant.Name}"), StringComparison.Ordinal)
            .Replace("{{style}}", style, StringComparison.Ordinal)
            .Replace("{{script}}", script, StringComparison.Ordinal)
            .Replace("{{data}}", json, StringComparison.Ordinal);
    }

    private static JsonObject Item(ReviewItem item)
    {
        ReviewItemDocument document = item.Document;
        var earlier = new JsonArray();
        foreach (StageDecision stage in item.Decided?.Stages ?? [])
        {
            earlier.Add(new JsonArray("First stage", $"{stage.Decision} by {stage.By}{(stage.Reason is null ? "" : ": " + stage.Reason)}"));
        }

        foreach (EarlierDecision before in document.Earlier)
        {
            earlier.Add(new JsonArray("Earlier", $"{Day(before.At)} {before.Decision} by {before.By}"));
        }

        return new JsonObject
        {
            ["id"] = document.Id,
            ["shown"] = new JsonArray([.. ReviewItemId.Shown(document.Path, document.Scope.Words).Select(part => JsonValue.Create(part))]),
            ["via"] = new JsonArray([.. document.ViaNames.Select(name => JsonValue.Create(name))]),
            ["scopeName"] = document.Path.ScopeName ?? "",
            ["last"] = document.Path.LastSignIn is { } last ? Day(last) : "",
            ["manager"] = document.Manager ?? "",
            ["advice"] = JsonNamingPolicy.CamelCase.ConvertName(document.Recommendation.Decision.ToString()),
            ["why"] = document.Recommendation.Words,
            ["breakGlass"] = document.BreakGlass,
            ["revision"] = document.Revision,
            ["earlier"] = earlier,
        };
    }

    private static void Save(ExportReviewRequest request, byte[] bytes)
    {
        if (File.Exists(request.Path) && !request.Overwrite)
        {
            throw ReviewErrors.FileExists.With($"'{request.Path}' exists. Choose another path, or overwrite it with -Force.").About(request.Path);
        }

        try
        {
            File.WriteAllBytes(request.Path, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.NotWritable.With($"'{request.Path}' cannot be written: {e.Message}", e).About(request.Path);
        }
    }

    // Line ends are made the same everywhere: the browser hashes what it parsed, with LF.
    private static string Part(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("MspGov.Engine.Reviews.Pack." + name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Sha(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Hex(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant();

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
