using System.Security.Cryptography;
using System.Text;
using MspGov.Core.Elevation;
using MspGov.Core.Errors;
using MspGov.Core.Reviews;
using MspGov.Core.Services;

namespace MspGov.Engine.Reviews;

/// <summary>Takes decisions in from files. What binds a decision file is checked before anything in it is believed.</summary>
internal sealed class ReviewImport(ReviewContext context, ReviewDeciding deciding)
{
    /// <summary>Imports a file.</summary>
    public Task ImportAsync(ImportReviewRequest request, IOutput<ReviewItem> output, CancellationToken cancellationToken) =>
        request.Path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)
            ? TableAsync(request, output, cancellationToken)
            : PackAsync(request, output, cancellationToken);

    private async Task TableAsync(ImportReviewRequest request, IOutput<ReviewItem> output, CancellationToken cancellationToken)
    {
        IReadOnlyList<ReviewTableRow> rows = ReviewTable.Read(Encoding.UTF8.GetString(Bytes(request.Path)));
        foreach (ReviewTableRow row in rows.Where(row => row.Input is null))
        {
            await output.ErrorAsync(ReviewErrors.DecisionInvalid.With($"Row {row.Line}: {row.Problem}").About(row.Line), cancellationToken);
        }

        bool mine = request.By is null || string.Equals(request.By, context.Ledger.Operator, StringComparison.OrdinalIgnoreCase);
        await deciding.DecideAsync(
            [.. rows.Where(row => row.Input is not null).Select(row => new DecideReviewItem
            {
                Input = row.Input!,
                By = request.By,
                Channel = mine ? DecisionChannel.Operator : DecisionChannel.Table,
                Ticket = request.Ticket,
            })],
            request.Show,
            output,
            cancellationToken);
    }

    private async Task PackAsync(ImportReviewRequest request, IOutput<ReviewItem> output, CancellationToken cancellationToken)
    {
        DecisionFile file = DecisionFile.Read(Bytes(request.Path));
        byte[] bytes = file.BodyBytes();
        DecisionFileBody body = DecisionFile.ReadBody(bytes);
        (ReviewPackDocument? pack, ReviewDocument? part) = context.Ledger.Read(register =>
            register.Get<ReviewPackDocument>(body.Pack) is { } known ? (known, register.Get<ReviewDocument>(ReviewDocument.KeyOf(known.Review, known.Tenant))) : default);
        if (pack is null || part is null)
        {
            throw ReviewErrors.PackInvalid.With($"Pack '{body.Pack}' was not handed out by this store.").About(body.Pack);
        }

        (string? keyId, string? signature) = Bound(request, file, bytes, pack);
        if (body.Tenant != pack.Tenant || body.Review != pack.Review || !string.Equals(body.Reviewer, pack.Reviewer, StringComparison.OrdinalIgnoreCase))
        {
            throw ReviewErrors.PackInvalid.With($"The decision file says another tenant, campaign or reviewer than pack '{pack.Id}' was handed out for.").About(pack.Id, pack.Tenant);
        }

        if (pack.ImportedAt is { } imported)
        {
            throw ReviewErrors.PackImported.With($"The decisions of pack '{pack.Id}' were imported on {imported:yyyy-MM-dd HH:mm} UTC.").About(pack.Id, pack.Tenant);
        }

        (List<ReviewDecisionInput> accepted, List<(GovException Error, ReviewDecisionInput Input)> refused) = deciding.Split(part, pack.Reviewer, DecisionChannel.Pack, request.Ticket, body.Decisions);
        if (accepted.Count > 0)
        {
            var import = new ReviewPackImport(
                pack.Id,
                new ReviewDecisionBatch(pack.Review, pack.Reviewer, DecisionChannel.Pack, accepted, pack.Id),
                Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant(),
                keyId,
                signature,
                keyId is null ? null : file.Body);
            context.Ledger.Append([ReviewEntries.Draft(pack.Tenant, ReviewActions.PackImport, pack.Review, part.Settings.Name, import, request.Ticket)], cancellationToken);
            if (request.Show)
            {
                await deciding.ShowAsync(part, [.. accepted.Select(input => input.Item)], output, cancellationToken);
            }
        }

        foreach ((GovException error, ReviewDecisionInput input) in refused)
        {
            await output.ErrorAsync(error.About(input.Item, pack.Tenant), cancellationToken);
        }
    }

    private (string? KeyId, string? Signature) Bound(ImportReviewRequest request, DecisionFile file, byte[] body, ReviewPackDocument pack)
    {
        if (pack.Binding == PackBinding.Code)
        {
            return file.IsBoundBy(ReviewCode.Of(context.Secret.Open(), pack.Id))
                ? (null, null)
                : throw ReviewErrors.PackInvalid.With($"The file is not bound by the one-time code of pack '{pack.Id}': it was edited after it was saved, or saved with another code. Nothing was recorded; ask the reviewer to save it again.").About(pack.Id, pack.Tenant);
        }

        ClientApproverDocument? key = context.Ledger.Read(register => register.Get<ClientApproverDocument>(ClientApproverDocument.KeyOf(pack.Tenant, pack.Reviewer)));
        string? signature = request.SignaturePath is { } path ? Convert.ToBase64String(Bytes(path)) : file.Signature;
        return key is { RetiredAt: null } && signature is not null && TryBase64(signature, out byte[] bytes) && DecisionFile.KeyIdOf(key.Spki) == pack.KeyId
            && DecisionFile.VerifySignature(key.Spki, body, bytes)
            ? (pack.KeyId, signature)
            : throw ReviewErrors.PackInvalid.With($"The file is not signed by the key that '{pack.Reviewer}' enrolled, or was edited after it was signed. Nothing was recorded.").About(pack.Id, pack.Tenant);
    }

    private static bool TryBase64(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length];
        bool sound = Convert.TryFromBase64String(text, bytes, out int length);
        bytes = bytes[..length];
        return sound;
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return !file.Exists ? throw PolicyErrors.InvalidArgument.With($"There is no file '{path}'.").About(path)
                : file.Length > DecisionFile.MaximumBytes ? throw ReviewErrors.PackInvalid.With($"'{path}' has {file.Length:N0} bytes; at most {DecisionFile.MaximumBytes:N0} are read.").About(path)
                : File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PolicyErrors.InvalidArgument.With($"'{path}' cannot be read: {e.Message}", e).About(path);
        }
    }
}
