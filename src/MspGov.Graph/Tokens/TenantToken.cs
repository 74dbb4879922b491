using System.Text.Json;

namespace MspGov.Graph.Tokens;

/// <summary>An access token with the claims that matter here. The claims are read, not verified: verifying is Graph's part; ours is not to send it to the wrong tenant.</summary>
public sealed record TenantToken
{
    private TenantToken(string value, DateTimeOffset expiresOn)
    {
        Value = value;
        ExpiresOn = expiresOn;
    }

    /// <summary>The token as it goes into the Authorization header.</summary>
    public string Value { get; }

    /// <summary>When it expires, UTC.</summary>
    public DateTimeOffset ExpiresOn { get; private init; }

    /// <summary>The <c>tid</c> claim, lower-case; null when the token is opaque or has none.</summary>
    public string? TenantId { get; private init; }

    /// <summary>The application (<c>appid</c> or <c>azp</c>).</summary>
    public string? AppId { get; private init; }

    /// <summary>Application permissions (<c>roles</c>); null when the token names none.</summary>
    public IReadOnlyList<string>? Roles { get; private init; }

    /// <summary>Delegated permissions (<c>scp</c>); null when the token is opaque or app-only.</summary>
    public IReadOnlyList<string>? Scopes { get; private init; }

    /// <summary>Reads a token.</summary>
    /// <param name="value">JWT or opaque.</param>
    /// <param name="expiresOn">When it expires; the <c>exp</c> claim serves where the caller does not know.</param>
    public static TenantToken Read(string value, DateTimeOffset? expiresOn = null)
    {
        TenantToken opaque = new(value, expiresOn ?? DateTimeOffset.MaxValue);
        string[] parts = value.Split('.');
        if (parts.Length != 3 || Decode(parts[1]) is not { } payload)
        {
            return opaque;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(payload);
            JsonElement claims = document.RootElement;
            if (claims.ValueKind != JsonValueKind.Object)
            {
                return opaque;
            }

            return opaque with
            {
                TenantId = Text(claims, "tid")?.ToLowerInvariant(),
                AppId = Text(claims, "appid") ?? Text(claims, "azp"),
                Roles = claims.TryGetProperty("roles", out JsonElement roles) && roles.ValueKind == JsonValueKind.Array
                    ? [.. roles.EnumerateArray().Where(role => role.ValueKind == JsonValueKind.String).Select(role => role.GetString()!)]
                    : null,
                Scopes = Text(claims, "scp")?.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                ExpiresOn = expiresOn ?? Expiry(claims),
            };
        }
        catch (JsonException)
        {
            return opaque;
        }
    }

    /// <summary>Never shows the token itself.</summary>
    public override string ToString() => $"token of tenant {TenantId ?? "?"} until {ExpiresOn:u}";

    private static DateTimeOffset Expiry(JsonElement claims) =>
        claims.TryGetProperty("exp", out JsonElement exp) && exp.ValueKind == JsonValueKind.Number && exp.TryGetInt64(out long seconds)
            && seconds is > 0 and < 253402300800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.MaxValue;

    private static byte[]? Decode(string part)
    {
        string base64 = part.Replace('-', '+').Replace('_', '/');
        base64 = base64.PadRight((base64.Length + 3) / 4 * 4, '=');
        byte[] bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out int written) ? bytes[..written] : null;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
