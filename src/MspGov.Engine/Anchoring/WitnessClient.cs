using System.Globalization;
using System.Net;
using System.Text;
using MspGov.Core.Anchoring;
using MspGov.Core.Errors;
using MspGov.Ledger;

namespace MspGov.Engine.Anchoring;

/// <summary>Asks a witness to cosign (C2SP tlog-witness, add-checkpoint). It signs only what extends the last checkpoint that it saw.</summary>
internal sealed class WitnessClient(HttpClient http, LedgerStore ledger)
{
    /// <summary>The signature lines that it answers. Which size it saw last it tells itself, with 409, so nothing about it is kept here.</summary>
    public string Cosign(AnchorWitness witness, PublishedCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        try
        {
            (HttpStatusCode status, byte[] body) = Post(witness, checkpoint, 0, cancellationToken);
            if (status == HttpStatusCode.Conflict)
            {
                long seen = long.Parse(Encoding.ASCII.GetString(body).Trim(), NumberStyles.None, CultureInfo.InvariantCulture);
                if (seen > checkpoint.Size)
                {
                    throw new FormatException($"it has seen size {seen}, and this ledger has {checkpoint.Size}: the store was rolled back, or the witness saw another one");
                }

                (status, body) = Post(witness, checkpoint, seen, cancellationToken);
            }

            return status == HttpStatusCode.OK
                ? Encoding.UTF8.GetString(body)
                : throw new HttpRequestException(status switch
                {
                    HttpStatusCode.NotFound => "it does not know this ledger's origin; ask its operator to add it",
                    HttpStatusCode.Forbidden => "it does not trust the keys that signed the checkpoint",
                    HttpStatusCode.UnprocessableEntity => "it does not accept the consistency proof",
                    _ => $"it answered {(int)status}",
                });
        }
        catch (Exception e) when (BoundedHttp.IsFault(e, cancellationToken) || e is FormatException or OverflowException)
        {
            throw LedgerErrors.WitnessFailed.With($"The witness {witness.Url} did not cosign: {e.Message}.", e).About(witness.Url);
        }
    }

    private (HttpStatusCode Status, byte[] Body) Post(AnchorWitness witness, PublishedCheckpoint checkpoint, long old, CancellationToken cancellationToken)
    {
        var body = new StringBuilder().Append(CultureInfo.InvariantCulture, $"old {old}\n");
        foreach (string hash in ledger.ConsistencyProof(old, checkpoint.Size))
        {
            body.Append(hash).Append('\n');
        }

        body.Append('\n').Append(checkpoint.Note);
        using var message = new HttpRequestMessage(HttpMethod.Post, witness.Url.TrimEnd('/') + "/add-checkpoint") { Content = new StringContent(body.ToString()) };
        return BoundedHttp.Exchange(http, message, cancellationToken);
    }
}
