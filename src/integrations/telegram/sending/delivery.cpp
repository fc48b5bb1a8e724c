#include <algorithm>
#include <array>
#include <boost/describe/class.hpp>
#include <vector>

#include "core/ascii.hpp"
#include "core/json_read.hpp"
#include "integrations/telegram/envelope.hpp"
#include "integrations/telegram/faults.hpp"
#include "integrations/telegram/sending/api.hpp"

namespace promo::telegram {
namespace {

constexpr int kOk = 200;
constexpr int kBadRequest = 400;
constexpr int kTooMany = 429;
constexpr int kServerError = 500;

struct Identified {
    std::int64_t message_id = 0;
};
BOOST_DESCRIBE_STRUCT(Identified, (), (message_id))

struct Size {
    std::string file_id;
    std::int64_t width = 0;
    std::int64_t height = 0;
};
BOOST_DESCRIBE_STRUCT(Size, (), (file_id, width, height))

struct Stored {
    std::string file_id;
};
BOOST_DESCRIBE_STRUCT(Stored, (), (file_id))

struct WithFile {
    std::optional<std::vector<Size>> photo;
    std::optional<Stored> document;
};
BOOST_DESCRIBE_STRUCT(WithFile, (), (photo, document))

struct Words {
    std::string_view part;  // in lower case
    Fate fate;
};

// What a 400 says beyond that Telegram will not do it: that it is done already, or would be with another file.
constexpr std::array kWords{
    Words{"message is not modified", Fate::sent},     Words{"message to delete not found", Fate::sent},
    Words{"user_already_participant", Fate::sent},    Words{"hide_requester_missing", Fate::sent},
    Words{"wrong file identifier", Fate::stale_file}, Words{"wrong remote file", Fate::stale_file},
    Words{"wrong file_id", Fate::stale_file},         Words{"file_reference_", Fate::stale_file},
};

bool makes_a_message(std::string_view method) {
    if (method == "sendChatAction") return false;
    return method.starts_with("send") || method == "copyMessage" || method == "forwardMessage";
}

Delivery took_effect(const std::string& method, const core::json::Raw& result) {
    Delivery delivery;
    const auto message = core::json::try_parse<Identified>(result.text);
    // An answer without the message is none: what sent it may be anything between us and Telegram.
    if (!message && makes_a_message(method)) return delivery;
    delivery.fate = Fate::sent;
    if (!message) return delivery;
    delivery.message_id = message.value->message_id;
    const auto with = core::json::try_parse<WithFile>(result.text);
    if (!with) return delivery;
    if (with.value->document) delivery.file_id = with.value->document->file_id;
    if (with.value->photo && !with.value->photo->empty()) {
        delivery.file_id = std::ranges::max_element(*with.value->photo, {}, [](const Size& size) {
                               return std::max(size.width, size.height);
                           })->file_id;
    }
    return delivery;
}

Fate fate_of_refusal(const std::string& method, int code, std::string_view description) {
    if (code == kTooMany) return Fate::too_many;
    if (code >= kServerError || code < kBadRequest) return Fate::unknown;
    if (code != kBadRequest) return Fate::refused;
    const auto words = core::lowered(description);
    const auto says = [&](std::string_view part) { return words.find(part) != std::string::npos; };
    if (method.starts_with("delete") && says("message can't be deleted") && says("not found")) return Fate::sent;
    const auto* known = std::ranges::find_if(kWords, [&](const Words& entry) { return says(entry.part); });
    return known == kWords.end() ? Fate::refused : known->fate;
}

Delivery refused(const std::string& method, const Envelope& said, const net::Reply& reply) {
    Delivery delivery;
    delivery.fault = fault_of(said, reply);
    delivery.fate = fate_of_refusal(method, *said.error_code, said.description.value_or(""));
    if (said.parameters && said.parameters->migrate_to_chat_id && delivery.fate == Fate::refused) {
        delivery.fate = Fate::moved;
        delivery.moved_to = said.parameters->migrate_to_chat_id;
    }
    return delivery;
}

Delivery judged(const std::string& method, const net::Reply& reply) {
    Delivery delivery;
    if (reply.outcome == net::Outcome::not_sent) delivery.fate = Fate::not_sent;
    if (reply.outcome != net::Outcome::answered) return delivery;
    const auto said = core::json::try_parse<Envelope>(reply.body);
    if (!said) return delivery;
    if (said.value->ok && said.value->result && reply.status == kOk) return took_effect(method, *said.value->result);
    // Telegram says its code twice: whoever does not is not Telegram.
    if (!said.value->ok && said.value->error_code == reply.status) return refused(method, *said.value, reply);
    return delivery;
}

}  // namespace

Delivery delivery_of(const std::string& method, const net::Reply& reply) {
    auto delivery = judged(method, reply);
    if (delivery.fate != Fate::sent && !delivery.fault) delivery.fault = fault_without_answer(reply);
    delivery.status = reply.status;
    delivery.took = std::chrono::duration_cast<std::chrono::milliseconds>(reply.took);
    return delivery;
}

}  // namespace promo::telegram
