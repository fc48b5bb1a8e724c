#include "app/file_makers.hpp"

#include <boost/describe/class.hpp>

#include "core/error.hpp"
#include "core/json_read.hpp"
#include "core/log.hpp"
#include "domains/templates/pictures/recipe.hpp"

namespace promo::app {
namespace {

using messaging::outbox::MadeFile;

struct UploadRecipe {
    std::string id;
};
BOOST_DESCRIBE_STRUCT(UploadRecipe, (), (id))

MadeFile coupon_picture(templates::pictures::Service& pictures, const core::TenantId& tenant,
                        const std::string& recipe_text) {
    const auto recipe = templates::pictures::read_recipe(recipe_text);
    return {.bytes = pictures.draw(tenant, recipe.face, recipe.caption, recipe.mark, recipe.format).bytes};
}

MadeFile upload(uploads::Service& uploads, const core::TenantId& tenant, const std::string& recipe) {
    const auto id = core::json::parse<UploadRecipe>(recipe).id;
    auto bytes = uploads.picture(tenant, id, uploads::Purpose::broadcast);
    if (!bytes) return {.problem = "The picture is no longer there. Upload it again."};
    return {.bytes = std::make_shared<const std::string>(std::move(*bytes))};
}

}  // namespace

void FileMakers::make(const core::TenantId& tenant, const messaging::File& file, std::function<void(MadeFile)> done) {
    const bool accepted = pool_.submit([this, tenant, file, done] { done(made(tenant, file)); });
    if (!accepted) done({.problem = "Too many pictures are drawn just now.", .retry = true});
}

MadeFile FileMakers::made(const core::TenantId& tenant, const messaging::File& file) {
    try {
        if (file.maker == "coupon_picture") return coupon_picture(pictures_, tenant, file.recipe);
        if (file.maker == "upload") return upload(uploads_, tenant, file.recipe);
        return {.problem = "Nobody makes files of the kind " + file.maker + '.'};
    } catch (const core::Refusal& refusal) {
        const bool is_passing =
            refusal.code() == core::RefusalCode::unavailable || refusal.code() == core::RefusalCode::overloaded;
        return {.problem = refusal.message(), .retry = is_passing};
    } catch (const core::json::ReadError& error) {
        return {.problem = std::string("The recipe of the file cannot be read: ") + error.what()};
    } catch (const std::exception& error) {
        core::log::warn("outbox.file_not_made", {{"tenant", tenant}, {"maker", file.maker}, {"error", error.what()}});
        return {.problem = "The file could not be made.", .retry = true};
    }
}

}  // namespace promo::app
