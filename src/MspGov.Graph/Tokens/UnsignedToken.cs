using System.Text;
using System.Text.Json;

namespace MspGov.Graph.Tokens;

/// <summary>
/// Tokens for lab tenants: they carry the claims that the client checks (tid, roles) and no signature. No real service accepts one.
/// </summary>
public static class UnsignedToken
{
    /// <summary>Makes a token.</summary>
    public static string Create(string tenantId, string appId, IEnumerable<string> roles, DateTimeOffset expiresOn)
    {
        string header = Encode("""{"alg":"none","typ":"JWT"}"""u8);
        string payload = Encode(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["aud"] = "https://graph.microsoft.com",
            ["tid"] = tenantId,
            ["appid"] = appId,
            ["roles"] = roles.ToArray(),
            ["exp"] = expiresOn.ToUnixTimeSeconds(),
        }));
        return new StringBuilder(header).Append('.').Append(payload).Append('.').ToString();
    }

    private static string Encode(ReadOnlySpan<byte> bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
