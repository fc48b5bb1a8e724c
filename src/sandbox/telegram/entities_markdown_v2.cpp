#include <optional>
#include <utility>

#include "sandbox/telegram/entity_builder.hpp"

namespace promo::sandbox::telegram {

namespace {

constexpr std::string_view kReserved = "_*[]()~`>#+-=|{}.!";

struct OpenEntity {
    std::string mark;  // as written
    std::string kind;  // as Telegram's message calls it
    std::string type;
    std::int64_t began = 0;
    std::size_t first_byte = 0;
    std::size_t offset = 0;
};

class MarkdownV2Parser {
public:
    explicit MarkdownV2Parser(std::string_view text) : text_(text) {}

    FormattedText parse() {
        while (at_ < text_.size()) {
            if (line_start_ && starts_quote()) continue;
            line_start_ = false;
            step();
        }
        end_quote();
        if (!open_.empty())
            throw cannot_parse("Can't find end of " + open_.back().kind + " entity" + at_byte(open_.back().offset));
        return out_.take();
    }

private:
    bool rest_starts(std::string_view mark) const { return text_.substr(at_).starts_with(mark); }

    void step() {
        const char letter = text_[at_];
        if (letter == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] > 0 && text_[at_ + 1] <= 126) {
            out_.append(text_[at_ + 1]);
            at_ += 2;
        } else if (in_code()) {
            read_in_code(letter);
        } else if (letter == '\n') {
            end_line();
        } else if (kReserved.find(letter) == std::string_view::npos) {
            out_.append(letter);
            ++at_;
        } else {
            read_mark(letter);
        }
    }

    bool in_code() const { return !open_.empty() && (open_.back().type == "code" || open_.back().type == "pre"); }

    void read_in_code(char letter) {
        const auto& code = open_.back();
        if (letter == '`' && (code.type == "code" || rest_starts("```"))) {
            close(code.mark.size());
        } else {
            out_.append(letter);
            ++at_;
        }
    }

    void end_line() {
        if (quoted_ && !(at_ + 1 < text_.size() && text_[at_ + 1] == '>')) end_quote();
        out_.append('\n');
        ++at_;
        line_start_ = true;
    }

    // A `>` at the start of a line begins or continues a quotation.
    bool starts_quote() {
        line_start_ = false;
        const bool continues = quoted_ && rest_starts(">");
        if (continues) {
            ++at_;
            return true;
        }
        if (!open_.empty() || !(rest_starts(">") || rest_starts("**>"))) return false;
        at_ += std::string_view(rest_starts("**>") ? "**>" : ">").size();
        quoted_ = true;
        quote_began_ = out_.units();
        return true;
    }

    void end_quote() {
        if (!quoted_) return;
        quoted_ = false;
        MessageEntity entity;
        entity.type = std::exchange(expandable_, false) ? "expandable_blockquote" : "blockquote";
        out_.add(std::move(entity), quote_began_);
    }

    void read_mark(char letter) {
        if (quoted_ && rest_starts("||") && ends_line(at_ + 2) && !is_open("||")) {
            expandable_ = true;
            at_ += 2;
            return;
        }
        const auto mark = longest_mark();
        if (!mark.empty() && !open_.empty() && open_.back().mark == mark) return close(mark.size());
        if (letter == ']' && !open_.empty() && open_.back().type == "text_link") return close_link();
        if (mark.empty()) {
            throw cannot_parse("Character '" + std::string(1, letter) +
                               "' is reserved and must be escaped with the preceding '\\'");
        }
        open(mark);
    }

    bool ends_line(std::size_t at) const { return at >= text_.size() || text_[at] == '\n'; }

    bool is_open(std::string_view mark) const {
        for (const auto& entity : open_) {
            if (entity.mark == mark) return true;
        }
        return false;
    }

    std::string longest_mark() const {
        for (const std::string_view mark : {"```", "||", "![", "_", "*", "~", "`", "["}) {
            if (mark == "_" && rest_starts("__")) {
                // `__` closes an underline, or an italic within: the one opened last decides.
                return !open_.empty() && open_.back().mark == "_" ? "_" : "__";
            }
            if (rest_starts(mark)) return std::string(mark);
        }
        return {};
    }

    void open(const std::string& mark) {
        static const std::pair<std::string_view, std::pair<const char*, const char*>> kinds[] = {
            {"```", {"Pre", "pre"}},
            {"||", {"Spoiler", "spoiler"}},
            {"![", {"CustomEmoji", "text_link"}},
            {"__", {"Underline", "underline"}},
            {"_", {"Italic", "italic"}},
            {"*", {"Bold", "bold"}},
            {"~", {"Strikethrough", "strikethrough"}},
            {"`", {"Code", "code"}},
            {"[", {"TextUrl", "text_link"}},
        };
        for (const auto& [written, names] : kinds) {
            if (written != mark) continue;
            open_.push_back({mark, names.first, names.second, out_.units(), out_.bytes(), at_});
            at_ += mark.size();
            if (mark == "```") read_language();
            return;
        }
    }

    void read_language() {
        std::size_t end = at_;
        while (end < text_.size() && text_[end] != '\n' && text_[end] != ' ' && text_[end] != '`')
            ++end;
        if (end >= text_.size() || text_[end] != '\n') return;
        language_ = std::string(text_.substr(at_, end - at_));
        at_ = end + 1;
    }

    void close(std::size_t length) {
        const auto entity_open = std::move(open_.back());
        open_.pop_back();
        at_ += length;
        MessageEntity entity;
        entity.type = entity_open.type;
        if (entity.type == "pre" && !language_.empty()) entity.language = std::exchange(language_, {});
        out_.add(std::move(entity), entity_open.began);
    }

    void close_link() {
        const auto link = std::move(open_.back());
        open_.pop_back();
        ++at_;
        std::string address(out_.since(link.first_byte));
        if (at_ < text_.size() && text_[at_] == '(') {
            ++at_;
            address.clear();
            while (at_ < text_.size() && text_[at_] != ')') {
                if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
                address.push_back(text_[at_++]);
            }
            if (at_ == text_.size()) throw cannot_parse("Can't find end of a URL" + at_byte(link.offset));
            ++at_;
        } else if (link.mark == "![") {
            throw cannot_parse("Custom emoji entity must contain a tg://emoji URL");
        } else if (address.find("://") == std::string::npos) {
            return;
        }
        out_.add(link.mark == "![" ? emoji(address) : link_entity(std::move(address)), link.began);
    }

    static MessageEntity emoji(std::string_view address) {
        constexpr std::string_view kEmoji = "tg://emoji?id=";
        if (!address.starts_with(kEmoji)) throw cannot_parse("Custom emoji entity must contain a tg://emoji URL");
        MessageEntity entity;
        entity.type = "custom_emoji";
        entity.custom_emoji_id = std::string(address.substr(kEmoji.size()));
        return entity;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    EntityBuilder out_;
    std::vector<OpenEntity> open_;
    std::string language_;
    bool line_start_ = true;
    bool quoted_ = false;
    bool expandable_ = false;
    std::int64_t quote_began_ = 0;
};

}  // namespace

FormattedText parse_markdown_v2(std::string_view text) {
    return MarkdownV2Parser(text).parse();
}

}  // namespace promo::sandbox::telegram
