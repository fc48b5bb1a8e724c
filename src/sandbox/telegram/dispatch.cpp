#include "sandbox/telegram/dispatch.hpp"

#include "core/json_write.hpp"
#include "sandbox/telegram/chats.hpp"
#include "sandbox/telegram/method.hpp"

namespace promo::sandbox::telegram {

namespace {

constexpr std::chrono::seconds kHeldTimeout{20};

struct Parameters {
    std::optional<std::int64_t> migrate_to_chat_id;
    std::optional<std::int64_t> retry_after;
};
BOOST_DESCRIBE_STRUCT(Parameters, (), (migrate_to_chat_id, retry_after))

struct Good {
    bool ok = true;
    core::json::Raw result;
    std::optional<std::string> description;
};
BOOST_DESCRIBE_STRUCT(Good, (), (ok, result, description))

struct Bad {
    bool ok = false;
    std::int64_t error_code = 0;
    std::string description;
    std::optional<Parameters> parameters;
};
BOOST_DESCRIBE_STRUCT(Bad, (), (ok, error_code, description, parameters))

struct ChatArgument {
    std::optional<ChatRef> chat_id;
};
BOOST_DESCRIBE_STRUCT(ChatArgument, (), (chat_id))

Answer bad(const ApiError& error) {
    Bad body{false, error.code, error.description, std::nullopt};
    if (error.retry_after || error.migrate_to_chat_id)
        body.parameters = Parameters{error.migrate_to_chat_id, error.retry_after};
    Answer answer;
    answer.status = error.code;
    answer.body = result_of(body);
    return answer;
}

Answer too_many_requests(std::int64_t seconds) {
    ApiError error(429, "Too Many Requests: retry after " + std::to_string(seconds));
    error.retry_after = seconds;
    return bad(error);
}

Answer gateway_page() {
    Answer answer;
    answer.status = 502;
    answer.content_type = "text/html";
    answer.body =
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1>"
        "</center>\r\n</body>\r\n</html>\r\n";
    return answer;
}

// The chat a call is about, for the log and for faults.
std::optional<std::int64_t> chat_of(State& state, const std::string& json) {
    const auto arguments = core::json::try_parse<ChatArgument>(json);
    if (!arguments || !arguments.value->chat_id) return std::nullopt;
    const auto& text = arguments.value->chat_id->text;
    if (text.starts_with('@')) {
        const auto* chat = find_public_chat(state, text);
        return chat ? std::optional(chat->id()) : std::nullopt;
    }
    const auto number = core::json::try_parse<std::int64_t>(text);
    return number ? number.value : std::nullopt;
}

// What a fault answers without letting the method run; empty when it runs.
std::optional<Answer> instead(const Fault& fault) {
    switch (fault.kind) {
        case FaultKind::too_many:
            return too_many_requests(fault.retry_after.value_or(5));
        case FaultKind::server_error:
            return bad(ApiError(500, "Internal Server Error"));
        case FaultKind::bad_gateway:
            return gateway_page();
        case FaultKind::refused:
            return bad(ApiError(static_cast<int>(fault.status.value_or(400)),
                                fault.description.value_or("Bad Request: chat not found")));
        default:
            return std::nullopt;
    }
}

// What becomes of the answer of a method that ran.
Answer spoiled(const Fault& fault, Answer answer) {
    const std::chrono::milliseconds delay(fault.delay_ms.value_or(std::chrono::milliseconds(kHeldTimeout).count()));
    switch (fault.kind) {
        case FaultKind::acted_error:
            return bad(ApiError(500, "Internal Server Error"));
        case FaultKind::acted_gateway:
            return gateway_page();
        case FaultKind::acted_timeout:
            answer = gateway_page();
            answer.status = 504;
            answer.hold = delay;
            return answer;
        case FaultKind::slow:
            answer.hold = delay;
            return answer;
        case FaultKind::garbage:
            answer.body.resize(answer.body.size() / 2);
            return answer;
        default:
            return answer;
    }
}

Answer run(Call& call, const Shape& shape) {
    try {
        if (call.state.settings.strict && !call.arguments.violations.empty())
            throw bad_request(call.arguments.violations.front());
        const auto method = find_method(shape.name);
        if (!method) {
            call.arguments.violations.push_back(shape.name + " is not imitated by the sandbox");
            throw ApiError(501, "Not Implemented: the sandbox does not imitate " + shape.name);
        }
        Good good;
        good.result.text = method(call);
        if (!call.description.empty()) good.description = call.description;
        Answer answer;
        answer.body = result_of(good);
        return answer;
    } catch (const ApiError& error) {
        return bad(error);
    }
}

std::string description_of(const Answer& answer) {
    if (answer.status == 200) return {};
    const auto parsed = core::json::try_parse<Bad>(answer.body);
    return parsed ? parsed.value->description : "a gateway's page";
}

}  // namespace

Bot* find_bot(State& state, std::string_view token) {
    const auto known = state.bots_by_token.find(std::string(token));
    if (known == state.bots_by_token.end()) return nullptr;
    auto& bot = state.bots.at(known->second);
    return bot.revoked ? nullptr : &bot;
}

Answer dispatch(State& state, std::string_view token, std::string_view method, RawArguments raw, CalledBy by) {
    CallRecord record;
    record.at = state.now();
    record.method = method.substr(0, 64);
    record.by_webhook_answer = by == CalledBy::webhook_answer;
    const auto conclude = [&](Answer answer) {
        record.status = answer.status;
        record.description = description_of(answer);
        state.records.add_call(std::move(record));
        return answer;
    };
    auto* bot = find_bot(state, token);
    if (!bot) return conclude(bad(ApiError(401, "Unauthorized")));
    record.bot = bot->user.id;
    if (!bot->seen && state.settings.limits) {
        if (const auto wait = state.first_uses.take(state.now()); wait > 0) return conclude(too_many_requests(wait));
    }
    bot->seen = true;
    const auto* shape = published_api().method(method);
    if (!shape) {
        record.violations.emplace_back("the Bot API has no such method");
        return conclude(bad(ApiError(404, "Not Found")));
    }
    record.method = shape->name;
    auto arguments = check_arguments(published_api(), *shape, std::move(raw));
    record.arguments.text = arguments.json;
    record.chat = chat_of(state, arguments.json);
    const auto fault = state.faults.take(bot->user.id, shape->name, record.chat);
    if (fault) record.fault = core::enum_name(fault->kind);
    if (fault) {
        if (auto answer = instead(*fault)) {
            record.violations = std::move(arguments.violations);
            return conclude(std::move(*answer));
        }
    }
    Call call{state, *bot, arguments, {}};
    auto answer = run(call, *shape);
    record.violations = std::move(arguments.violations);
    if (fault && answer.status == 200) answer = spoiled(*fault, std::move(answer));
    return conclude(std::move(answer));
}

}  // namespace promo::sandbox::telegram
