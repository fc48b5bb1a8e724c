#include "domains/coupons/batches/handlers.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "http/json.hpp"
#include "http/multipart.hpp"

namespace promo::coupons::batches {
namespace {

using core::Refusal;
using core::RefusalCode;

constexpr int kAccepted = 202;

struct PartView {
    std::string name;
    std::int64_t size = 0;
    std::string url;
};
BOOST_DESCRIBE_STRUCT(PartView, (), (name, size, url))

struct BatchView {
    std::string id;
    std::string template_;
    std::vector<templates::Variant> variants;
    rendering::Format format = rendering::Format::jpg;
    BatchState state = BatchState::waiting;
    int total = 0;
    int done = 0;
    int failed = 0;
    std::vector<PartView> parts;
    std::vector<LineProblem> problems;
    std::string created_by;
    core::Timestamp created_at;
    std::optional<core::Timestamp> finished_at;
};
BOOST_DESCRIBE_STRUCT(BatchView, (),
                      (id, template_, variants, format, state, total, done, failed, parts, problems, created_by,
                       created_at, finished_at))

struct ListView {
    std::vector<BatchView> batches;
};
BOOST_DESCRIBE_STRUCT(ListView, (), (batches))

struct OneView {
    BatchView batch;
};
BOOST_DESCRIBE_STRUCT(OneView, (), (batch))

struct ChangedView {
    bool success = true;
    BatchView batch;
};
BOOST_DESCRIBE_STRUCT(ChangedView, (), (success, batch))

BatchView view_of(const Service& service, const Batch& batch) {
    BatchView view{batch.id,         batch.template_slug, batch.variants,   batch.format, batch.state,
                   batch.total,      batch.done,          batch.failed,     {},           batch.problems,
                   batch.created_by, batch.created_at,    batch.finished_at};
    for (const auto& part : batch.parts) {
        const auto name = "part-" + std::to_string(view.parts.size() + 1) + ".zip";
        view.parts.push_back({name, part.size, service.url(part)});
    }
    return view;
}

// `square,story`; empty: all there are.
std::vector<templates::Variant> variants_in(std::string_view text) {
    std::vector<templates::Variant> variants;
    while (!text.empty()) {
        const auto end = std::min(text.find(','), text.size());
        const auto variant = core::parse_enum<templates::Variant>(text.substr(0, end));
        if (!variant || std::ranges::find(variants, *variant) != variants.end())
            throw Refusal(RefusalCode::invalid, "Name variants once each: square, story, feed.", "variants");
        variants.push_back(*variant);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return variants;
}

http::Response create(Service& service, const http::Request& request) {
    const http::Multipart form(request);
    const auto* file = form.find("file");
    if (file == nullptr) throw Refusal(RefusalCode::invalid, "Choose a CSV file with one text in each line.", "file");
    const auto format = core::parse_enum<rendering::Format>(form.text("format").value_or("jpg"));
    if (!format) throw Refusal(RefusalCode::invalid, "Choose jpg or png.", "format");
    const NewBatch wanted{std::string(form.text("template").value_or("")),
                          variants_in(form.text("variants").value_or("")), *format,
                          form.text("logo").value_or("1") != "0", file->data};
    const auto batch = service.create(request.caller().tenant, request.actor(), wanted);
    return http::json(ChangedView{true, view_of(service, batch)}, kAccepted);
}

http::Response list(Service& service, const http::Request& request) {
    ListView view;
    for (const auto& batch : service.list(request.caller().tenant))
        view.batches.push_back(view_of(service, batch));
    return http::json(view);
}

http::Response show(Service& service, const http::Request& request) {
    return http::json(OneView{view_of(service, service.find(request.caller().tenant, request.path_param("id")))});
}

http::Response cancel(Service& service, const http::Request& request) {
    const auto batch = service.cancel(request.caller().tenant, request.actor(), request.path_param("id"));
    return http::json(ChangedView{true, view_of(service, batch)});
}

http::Response remove(Service& service, const http::Request& request) {
    service.remove(request.caller().tenant, request.actor(), request.path_param("id"));
    return http::success();
}

}  // namespace

http::Routes routes(Service& service) {
    using enum http::Verb;
    using enum http::Access;
    const auto through = [&service](http::Response (*door)(Service&, const http::Request&)) {
        return [&service, door](const http::Request& request) { return door(service, request); };
    };
    return {
        {get, "/api/picture-batches", tenant_member, through(list), "The latest batches of pictures, newest first"},
        {post, "/api/picture-batches", tenant_member, through(create),
         "Draws a template with every text of a CSV file (`file`), into ZIP archives"},
        {get, "/api/picture-batches/{id:uuid}", tenant_member, through(show),
         "How far a batch is, and where its archives are"},
        {post, "/api/picture-batches/{id:uuid}/cancel", tenant_member, through(cancel),
         "Draws no more of it; what is ready stays"},
        {delete_, "/api/picture-batches/{id:uuid}", tenant_member, through(remove), "Deletes it and its archives"},
    };
}

}  // namespace promo::coupons::batches
