#include "domains/messaging/outbox/desk/entry.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/json_read.hpp"
#include "core/utf8.hpp"

namespace promo::messaging::outbox {
namespace {

constexpr std::size_t kPreview = 160;

// A picture that takes the place of another.
struct Media {
    std::optional<std::string> caption;
};
BOOST_DESCRIBE_STRUCT(Media, (), (caption))

struct Said {
    std::optional<std::string> text;
    std::optional<std::string> caption;
    std::optional<Media> media;
    std::optional<std::string> action;
};
BOOST_DESCRIBE_STRUCT(Said, (), (text, caption, media, action))

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kEntities{
    {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}}};

std::string without_markup(std::string_view html) {
    std::string plain;
    for (std::size_t i = 0; i < html.size(); ++i) {
        if (html[i] == '<') {
            i = std::min(html.find('>', i), html.size());
            continue;
        }
        const auto rest = html.substr(i);
        const auto entity =
            std::ranges::find_if(kEntities, [&](const auto& each) { return rest.starts_with(each.first); });
        if (entity != kEntities.end()) {
            plain += entity->second;
            i += entity->first.size() - 1;
        } else {
            plain += html[i] == '\n' ? ' ' : html[i];
        }
    }
    return plain;
}

std::string words_of(const Attempt& attempt) {
    return attempt.words.empty() ? "." : ": " + attempt.words;
}

std::string sentence(const Attempt& attempt) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kBeginnings{{
        {"not_sent", "Telegram was not reached, nothing was sent"},
        {"too_many", "Telegram asked to wait"},
        {"refused", "Telegram refused it"},
        {"moved", "The chat has another number now, it is sent there"},
        {"stale_file", "Telegram no longer knew the file, it is uploaded again"},
        {"unknown", "It left, and nobody can say whether it arrived"},
        {"no_file", "Its file could not be made"},
        {"process_died", "It was on its way when the program ended"},
    }};
    const auto found =
        std::ranges::find(kBeginnings, std::string_view(attempt.outcome), [](const auto& each) { return each.first; });
    const auto beginning = found == kBeginnings.end() ? std::string_view(attempt.outcome) : found->second;
    return "Attempt " + std::to_string(attempt.attempt) + ": " + std::string(beginning) + words_of(attempt);
}

std::string ending(const Entry& entry) {
    switch (entry.state) {
        case State::sent:
            return entry.message_id ? "Telegram has it, as message " + std::to_string(*entry.message_id) + "."
                                    : "Telegram has done it.";
        case State::failed:
            return "It was given up and is not sent.";
        case State::unknown:
            return "Nobody can say whether it arrived. It is not sent again unless somebody says so.";
        case State::expired:
            return "It was too late to be worth sending.";
        case State::cancelled:
            return "It was taken back before it left.";
        default:
            return {};
    }
}

}  // namespace

std::string preview(const Entry& entry) {
    const auto said = core::json::try_parse<Said>(entry.arguments);
    if (!said) return {};
    auto text = said.value->text ? said.value->text : said.value->caption;
    if (!text && said.value->media) text = said.value->media->caption;
    if (!text) return said.value->action.value_or("");
    return std::string(core::utf8_prefix(core::to_valid_utf8(without_markup(*text)), kPreview));
}

int repeats(const Entry& entry) {
    return std::max(0, entry.tries - 1);
}

std::vector<Happening> story(const Entry& entry, const std::vector<Attempt>& attempts, core::Timestamp now) {
    std::vector<Happening> story{{entry.created_at, "It was put into the outbox."}};
    for (const auto& attempt : attempts)
        story.push_back({attempt.ended_at, sentence(attempt)});
    const bool left = entry.sent_at && (entry.state == State::sending || entry.state == State::sent);
    if (left) {
        story.push_back({*entry.sent_at, "It was handed over to Telegram, attempt " + std::to_string(entry.attempt) +
                                             (entry.tries > 1 ? ", saying that it is a repeat." : ".")});
    }
    if (entry.done_at) story.push_back({*entry.done_at, ending(entry)});
    if (entry.state == State::pending && entry.due_at > now)
        story.push_back({entry.due_at, "Not before this will it leave."});
    if (entry.state == State::pending && entry.due_at <= now)
        story.push_back({now, "It waits for its turn: for those before it, or for the pace that Telegram allows."});
    std::ranges::stable_sort(story, {}, &Happening::at);
    return story;
}

Cause cause_of(std::string_view cause) {
    const auto kind = cause.substr(0, cause.find(':'));
    const auto rest = kind.size() == cause.size() ? std::string_view() : cause.substr(kind.size() + 1);
    if (kind == "update") return {"update", "What somebody wrote or pressed", std::nullopt};
    if (kind == "menu") return {"menu", "The bot's menu of commands", "#messages/bot"};
    if (kind == "broadcast" || kind == "test") {
        return {std::string(kind), kind == "test" ? "A test of a broadcast" : "A broadcast",
                "#messages/broadcasts/" + std::string(rest)};
    }
    return {"other", std::string(cause), std::nullopt};
}

}  // namespace promo::messaging::outbox
