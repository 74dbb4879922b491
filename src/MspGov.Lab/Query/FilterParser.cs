using System.Globalization;
using System.Text;
using MspGov.Lab.Http;

namespace MspGov.Lab.Query;

/// <summary>Parses the part of OData's filter language that Graph's directory answers.</summary>
internal sealed class FilterParser
{
    private static readonly string[] Comparisons = ["eq", "ne", "gt", "ge", "lt", "le"];

    private readonly string _text;
    private readonly List<(string Text, bool Quoted)> _tokens = [];
    private int _at;

    private FilterParser(string text)
    {
        _text = text;
        Tokenize();
    }

    internal static FilterNode Parse(string text)
    {
        var parser = new FilterParser(text);
        var node = parser.Or();
        return parser._at == parser._tokens.Count ? node : throw parser.Invalid();
    }

    private LabError Invalid() => new(400, "Request_UnsupportedQuery", $"Invalid filter clause: '{_text}'.");

    private FilterNode Or()
    {
        var left = And();
        while (Accept("or"))
        {
            left = new LogicalNode(false, left, And());
        }

        return left;
    }

    private FilterNode And()
    {
        var left = Unary();
        while (Accept("and"))
        {
            left = new LogicalNode(true, left, Unary());
        }

        return left;
    }

    private FilterNode Unary()
    {
        if (Accept("not"))
        {
            return new NotNode(Unary());
        }

        if (Accept("("))
        {
            var inner = Or();
            Expect(")");
            return inner;
        }

        return Primary();
    }

    private FilterNode Primary()
    {
        var word = Word();
        var function = word.ToLowerInvariant();
        if (function is "startswith" or "endswith" or "contains" && Peek("("))
        {
            return Text(function);
        }

        var path = word.Split('/');
        if (path[^1] is "any" or "all" && Peek("("))
        {
            return Lambda(path);
        }

        if (Accept("in"))
        {
            return new InNode(path, Values());
        }

        var comparison = Word().ToLowerInvariant();
        if (!Comparisons.Contains(comparison))
        {
            throw Invalid();
        }

        var value = Literal();
        return path[^1] == "$count" ? new CountNode(path[..^1], comparison, value is double d ? d : throw Invalid()) : new CompareNode(path, comparison, value);
    }

    private TextNode Text(string function)
    {
        Expect("(");
        var path = Word().Split('/');
        Expect(",");
        var text = Literal() as string ?? throw Invalid();
        Expect(")");
        if (_at + 1 < _tokens.Count && Peek("eq") && _tokens[_at + 1].Text == "true")
        {
            _at += 2;
        }

        return new TextNode(function, path, text);
    }

    private LambdaNode Lambda(string[] path)
    {
        Expect("(");
        if (Accept(")"))
        {
            return new LambdaNode(path[..^1], path[^1] == "all", "", null);
        }

        var variable = Word();
        Expect(":");
        var condition = Or();
        Expect(")");
        return new LambdaNode(path[..^1], path[^1] == "all", variable, condition);
    }

    private List<object?> Values()
    {
        var values = new List<object?>();
        Expect("(");
        do
        {
            values.Add(Literal());
        }
        while (Accept(","));
        Expect(")");
        return values;
    }

    private object? Literal()
    {
        if (_at >= _tokens.Count)
        {
            throw Invalid();
        }

        var (text, quoted) = _tokens[_at++];
        if (quoted)
        {
            return text;
        }

        return text switch
        {
            "null" => null,
            "true" => true,
            "false" => false,
            _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            "(" or ")" or "," or ":" => throw Invalid(),
            _ => text,
        };
    }

    private string Word() => _at < _tokens.Count && !_tokens[_at].Quoted && _tokens[_at].Text is not ("(" or ")" or "," or ":") ? _tokens[_at++].Text : throw Invalid();

    private bool Peek(string token) => _at < _tokens.Count && !_tokens[_at].Quoted && _tokens[_at].Text.Equals(token, StringComparison.OrdinalIgnoreCase);

    private bool Accept(string token)
    {
        if (!Peek(token))
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Expect(string token)
    {
        if (!Accept(token))
        {
            throw Invalid();
        }
    }

    private void Tokenize()
    {
        for (var i = 0; i < _text.Length;)
        {
            var c = _text[i];
            if (char.IsWhiteSpace(c))
            {
                i++;
            }
            else if (c == '\'')
            {
                i = Quoted(i + 1);
            }
            else if (c is '(' or ')' or ',' || (c == ':' && !InLiteral(i)))
            {
                _tokens.Add((c.ToString(), false));
                i++;
            }
            else
            {
                var start = i;
                while (i < _text.Length && !char.IsWhiteSpace(_text[i]) && _text[i] is not ('(' or ')' or ',' or '\'') && (_text[i] != ':' || InLiteral(i)))
                {
                    i++;
                }

                _tokens.Add((_text[start..i], false));
            }
        }
    }

    /// <summary>A colon inside a time literal, not the one of a lambda.</summary>
    private bool InLiteral(int i) => i > 0 && char.IsAsciiDigit(_text[i - 1]) && i + 1 < _text.Length && char.IsAsciiDigit(_text[i + 1]);

    private int Quoted(int i)
    {
        var builder = new StringBuilder();
        for (; i < _text.Length; i++)
        {
            if (_text[i] != '\'')
            {
                builder.Append(_text[i]);
            }
            else if (i + 1 < _text.Length && _text[i + 1] == '\'')
            {
                builder.Append('\'');
                i++;
            }
            else
            {
                _tokens.Add((builder.ToString(), true));
                return i + 1;
            }
        }

        throw Invalid();
    }
}
