#include "fuzz/targets.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/encoding.hpp"
#include "core/error.hpp"
#include "core/json_node.hpp"
#include "core/time.hpp"
#include "domains/messaging/content/html.hpp"
#include "http/form.hpp"
#include "http/multipart.hpp"
#include "http/request_reader.hpp"
#include "integrations/clerk/key_set.hpp"
#include "integrations/clerk/token.hpp"
#include "integrations/telegram/sending/api.hpp"
#include "net/http_client.hpp"
#include "rendering/decode.hpp"
#include "rendering/jpeg/splicer.hpp"
#include "rendering/png/splicer.hpp"
#include "rendering/prepared_parts.hpp"

namespace promo::fuzz {
namespace {

constexpr std::size_t kHeaderBytes = 8 * 1024;
constexpr std::size_t kBodyBytes = 64 * 1024;

void promise(bool kept, const char* what) {
    if (kept) return;
    std::fprintf(stderr, "broken promise: %s\n", what);
    std::abort();
}

struct Reading {
    http::RequestReader::Step step;
    int status = 0;
    std::string target;
    std::string body;
    std::size_t left = 0;
};

// One request, arriving in pieces of `piece` bytes.
Reading read_request(std::string_view input, std::size_t piece) {
    using Step = http::RequestReader::Step;
    http::RequestReader reader(kHeaderBytes);
    std::string arrived;
    std::size_t used = 0;
    Step step = Step::more;
    bool in_body = false;
    while (step == Step::more && used < input.size()) {
        arrived += input.substr(used, piece);
        used += std::min(piece, input.size() - used);
        std::string_view bytes = arrived;
        if (!in_body) {
            step = reader.read_head(bytes);
            if (step == Step::done) {
                in_body = true;
                step = reader.limit_body(kBodyBytes);
            }
        }
        if (in_body && step != Step::fault) step = reader.read_body(bytes);
        arrived.erase(0, arrived.size() - bytes.size());
    }
    Reading result{step, 0, {}, {}, arrived.size() + input.size() - used};
    if (step == Step::fault) result.status = reader.fault().status;
    if (step == Step::done) {
        result.target = reader.head().target;
        result.body = reader.take_body();
    }
    return result;
}

void request(std::string_view input) {
    const auto whole = read_request(input, input.size() + 1);
    const auto pieces = read_request(input, 7);
    promise(whole.step == pieces.step, "a request means the same however it arrives");
    if (whole.step == http::RequestReader::Step::done) {
        promise(whole.target == pieces.target && whole.body == pieces.body,
                "its parts are the same however it arrives");
        promise(whole.body.size() <= kBodyBytes, "a body keeps its limit");
        promise(whole.left == pieces.left, "the next request starts at the same byte");
    }
    if (whole.step == http::RequestReader::Step::fault) {
        promise(whole.status >= 400 && whole.status < 600, "a fault has the status of an error");
    }
}

void multipart(std::string_view input) {
    const auto line = input.find('\n');
    if (line == std::string_view::npos) return;
    const auto body = input.substr(line + 1);
    try {
        const http::Multipart parts(input.substr(0, line), body);
        for (const auto& part : parts.parts()) {
            promise(part.data.empty() || (part.data.data() >= body.data() &&
                                          part.data.data() + part.data.size() <= body.data() + body.size()),
                    "a part lies inside the body");
        }
    } catch (const core::Refusal&) {
        return;
    }
}

void form(std::string_view input) {
    try {
        (void)http::parse_form(input);
    } catch (const core::Refusal&) {
        return;
    }
}

void json(std::string_view input) {
    try {
        const core::json::Document document(input);
        const auto text = document.root().raw();
        const core::json::Document again(text);
        promise(again.root().raw() == text, "what is written is read as the same");
    } catch (const core::json::ReadError&) {
        return;
    }
}

void times(std::string_view input) {
    const auto instant = core::parse_iso8601(input);
    if (!instant) return;
    promise(core::parse_iso8601(core::to_iso8601(*instant)) == instant, "a time that is written is read as the same");
}

void read_token(std::string_view text) {
    const auto read = clerk::Token::read(text);
    const auto* token = std::get_if<clerk::Token>(&read);
    if (token == nullptr) return;
    promise(text.size() <= clerk::Tokens::kLongestToken, "a token keeps its limit");
    promise(text.starts_with(token->signed_part()) && !token->kid().empty(), "what is signed is what was sent");
    const auto verdict = token->claims(core::Timestamp(std::chrono::seconds(1'800'000'000)), {token->issuer()});
    const auto* claims = std::get_if<clerk::Claims>(&verdict);
    if (claims == nullptr) return;
    promise(!claims->subject.empty() && claims->subject.find('\0') == std::string::npos, "somebody is named");
}

// As it is, and as the header and the payload of a token: a fuzzer finds no base64.
void token(std::string_view input) {
    read_token(input);
    const auto line = input.find('\n');
    if (line == std::string_view::npos) return;
    read_token(core::base64url(input.substr(0, line)) + '.' + core::base64url(input.substr(line + 1)) + ".AA");
}

void key_set(std::string_view input) {
    const auto read = clerk::read_key_set(input);
    promise(read.value.has_value() == read.problem.empty(), "a key set is read, or there is a reason");
    promise(!read || read.value->size() <= clerk::kMostKeys, "a key set keeps its limit");
}

// With the checksum that belongs to it: a fuzzer finds none.
void prepared(std::string_view input) {
    using rendering::Prepared;
    std::string bytes(input);
    Prepared::seal(bytes);
    const auto picture = Prepared::open(bytes);
    if (!picture) return;
    const auto& parts = picture->parts();
    const auto blacken = [](const rendering::Canvas& canvas) {
        for (int y = canvas.area.top; y < canvas.area.bottom(); ++y)
            std::fill_n(canvas.at(canvas.area.left, y), 3 * canvas.area.width, std::uint8_t{0});
    };
    const std::array layers{rendering::Layer{rendering::whole(parts.size), blacken}};
    promise(rendering::jpeg::Splicer().splice(parts.jpeg, parts.rows, layers).size() > 0, "a JPEG comes of it");
    promise(rendering::png::Splicer().splice(parts.png, parts.rows, layers).size() > 0, "a PNG comes of it");
}

void picture(std::string_view input) {
    try {
        const auto pixels = rendering::decode(input);
        promise(std::max(pixels.size.width, pixels.size.height) <= rendering::kLongestSide,
                "a picture keeps its limit");
        promise(pixels.channels == 3 || pixels.channels == 4, "a picture has three channels or four");
        promise(pixels.samples.size() == pixels.stride() * static_cast<std::size_t>(pixels.size.height),
                "a picture is whole");
    } catch (const core::Refusal&) {
        return;
    }
}

// As the whole answer of Telegram, or of something that stands before it.
void delivery(std::string_view input) {
    for (const int status : {200, 400, 429, 502}) {
        net::Reply reply;
        reply.outcome = net::Outcome::answered;
        reply.status = status;
        reply.body = input;
        const auto became = telegram::delivery_of("sendMessage", reply);
        promise(became.fate != telegram::Fate::not_sent, "an answer means that something was sent");
        promise(became.fate != telegram::Fate::sent || became.message_id || status == 400,
                "what was sent has a number");
        promise(became.fate != telegram::Fate::too_many || became.fault->retry_after, "patience has an end");
        promise(became.fate != telegram::Fate::moved || became.moved_to, "who moved says where to");
    }
}

void written_html(std::string_view input) {
    try {
        const auto html = messaging::Html::written(input);
        promise(messaging::Html::written(html.str()) == html, "what was accepted is accepted again, and stays");
        for (const auto& part : messaging::split(html, 16)) {
            promise(part.units() <= 16, "a part keeps its limit");
            promise(messaging::Html::written(part.str()).units() == part.units(), "a part can be sent by itself");
        }
    } catch (const core::Refusal&) {
        return;
    }
}

constexpr std::array kTargets{
    NamedTarget{"request", &request},
    NamedTarget{"multipart", &multipart},
    NamedTarget{"form", &form},
    NamedTarget{"json", &json},
    NamedTarget{"times", &times},
    NamedTarget{"token", &token},
    NamedTarget{"key_set", &key_set},
    NamedTarget{"prepared", &prepared},
    NamedTarget{"picture", &picture},
    NamedTarget{"delivery", &delivery},
    NamedTarget{"written_html", &written_html},
};

}  // namespace

std::span<const NamedTarget> targets() {
    return kTargets;
}

}  // namespace promo::fuzz
