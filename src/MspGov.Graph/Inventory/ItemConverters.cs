using System.Text.Json;
using System.Text.Json.Serialization;

namespace MspGov.Graph.Inventory;

/// <summary>
/// Reads an item property by property, without the table of properties and the calls through delegates that the general reader
/// needs: worth it for the two kinds of item that a tenant has by the thousand.
/// </summary>
internal abstract class ItemConverter<T> : JsonConverter<T>
    where T : class, new()
{
    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An object was expected.");
        }

        T item = new();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!ReadProperty(ref reader, item))
            {
                reader.Skip();
            }
        }

        return item;
    }

    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => throw new NotSupportedException();

    /// <summary>Reads the value of the property that the reader is at, when it is one of the item's.</summary>
    protected abstract bool ReadProperty(ref Utf8JsonReader reader, T item);

    protected static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString();
    }

    protected static bool? Flag(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null ? null : reader.GetBoolean();
    }

    protected static DateTimeOffset? Time(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null ? null : reader.GetDateTimeOffset();
    }
}

/// <summary>Users.</summary>
internal sealed class UserItemConverter : ItemConverter<UserItem>
{
    protected override bool ReadProperty(ref Utf8JsonReader reader, UserItem item)
    {
        if (reader.ValueTextEquals("id"u8))
        {
            item.Id = Text(ref reader) ?? "";
        }
        else if (reader.ValueTextEquals("displayName"u8))
        {
            item.DisplayName = Text(ref reader);
        }
        else if (reader.ValueTextEquals("userPrincipalName"u8))
        {
            item.UserPrincipalName = Text(ref reader);
        }
        else if (reader.ValueTextEquals("userType"u8))
        {
            item.UserType = Text(ref reader);
        }
        else if (reader.ValueTextEquals("accountEnabled"u8))
        {
            item.AccountEnabled = Flag(ref reader);
        }
        else if (reader.ValueTextEquals("createdDateTime"u8))
        {
            item.CreatedDateTime = Time(ref reader);
        }
        else if (reader.ValueTextEquals("signInActivity"u8))
        {
            reader.Read();
            item.SignInActivity = JsonSerializer.Deserialize(ref reader, InventoryJson.Default.SignInItem);
        }
        else
        {
            return false;
        }

        return true;
    }
}

/// <summary>Members, owners and what getByIds gives.</summary>
internal sealed class DirectoryItemConverter : ItemConverter<DirectoryItem>
{
    protected override bool ReadProperty(ref Utf8JsonReader reader, DirectoryItem item)
    {
        if (reader.ValueTextEquals("@odata.type"u8))
        {
            item.Type = Text(ref reader);
        }
        else if (reader.ValueTextEquals("id"u8))
        {
            item.Id = Text(ref reader) ?? "";
        }
        else if (reader.ValueTextEquals("displayName"u8))
        {
            item.DisplayName = Text(ref reader);
        }
        else if (reader.ValueTextEquals("userPrincipalName"u8))
        {
            item.UserPrincipalName = Text(ref reader);
        }
        else if (reader.ValueTextEquals("userType"u8))
        {
            item.UserType = Text(ref reader);
        }
        else if (reader.ValueTextEquals("accountEnabled"u8))
        {
            item.AccountEnabled = Flag(ref reader);
        }
        else if (reader.ValueTextEquals("servicePrincipalType"u8))
        {
            item.ServicePrincipalType = Text(ref reader);
        }
        else if (reader.ValueTextEquals("isAssignableToRole"u8))
        {
            item.IsAssignableToRole = Flag(ref reader);
        }
        else if (reader.ValueTextEquals("appId"u8))
        {
            reader.Read();
            item.AppId = reader.TokenType == JsonTokenType.Null ? null : reader.GetGuid();
        }
        else
        {
            return false;
        }

        return true;
    }
}
